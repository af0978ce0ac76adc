package dev.foureyes.ingest.query;

import io.grpc.Context;
import io.grpc.Context.CancellationListener;
import java.util.function.Supplier;

/**
 * Interrupts a query's thread when its call is cancelled or past its deadline, so that nothing is
 * read for nobody.
 */
final class UntilCancelled {

  private final Thread thread = Thread.currentThread();
  private boolean running = true;

  private UntilCancelled() {}

  static <A> A run(Supplier<A> query) {
    UntilCancelled run = new UntilCancelled();
    Context call = Context.current();
    CancellationListener listener = _ -> run.interrupt();
    call.addListener(listener, Runnable::run);
    try {
      return query.get();
    } finally {
      call.removeListener(listener);
      run.end();
    }
  }

  private synchronized void interrupt() {
    if (running) {
      thread.interrupt();
    }
  }

  /** The thread is no longer this query's, and goes on to others without what it was told. */
  private synchronized void end() {
    running = false;
    var _ = Thread.interrupted();
  }
}
