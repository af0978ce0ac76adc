package dev.foureyes.ingest.query;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets only so many queries run at the same time, of large ones even fewer: what is left serves
 * small ones at once, and the writer always finds a processor.
 */
final class Admission {

  /** How much a query may have to read. */
  enum Size {
    SMALL,
    LARGE
  }

  private final Semaphore all;
  private final Semaphore large;
  private final int mostLarge;
  private final int most;
  private final Duration patience;

  /**
   * An admission.
   *
   * @param most queries at a time
   * @param mostLarge of those
   * @param patience how long a query waits for its turn before it is refused
   */
  Admission(int most, int mostLarge, Duration patience) {
    this.most = most;
    this.mostLarge = mostLarge;
    this.patience = patience;
    this.all = new Semaphore(most, true);
    this.large = new Semaphore(mostLarge, true);
  }

  /**
   * Runs a query when it is its turn.
   *
   * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED when its turn did not come in time
   */
  <A> A run(Size size, Supplier<A> query) {
    long deadline = System.nanoTime() + patience.toNanos();
    if (size == Size.SMALL) {
      return inTurn(all, most, "", deadline, query);
    }
    return inTurn(
        large, mostLarge, "large ", deadline, () -> inTurn(all, most, "", deadline, query));
  }

  private <A> A inTurn(Semaphore turns, int limit, String what, long deadline, Supplier<A> query) {
    try {
      if (!turns.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw Status.RESOURCE_EXHAUSTED
            .withDescription(
                "store: %d %squeries are running already (expected: one to end within %d s)"
                    .formatted(limit, what, patience.toSeconds()))
            .asRuntimeException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED
          .withDescription("store: the query was cancelled")
          .withCause(e)
          .asRuntimeException();
    }
    try {
      return query.get();
    } finally {
      turns.release();
    }
  }
}
