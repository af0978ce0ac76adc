package dev.foureyes.nodeagent.probe;

import dev.foureyes.nodeagent.time.Deadline;
import java.io.Closeable;
import java.io.IOException;

/**
 * Closes a connection at the deadline, whatever it is in the middle of: a peer that takes one byte
 * a second ends neither a read's nor a write's own timeout.
 */
public final class Watchdog implements AutoCloseable {

  private final Thread thread;

  private Watchdog(Thread thread) {
    this.thread = thread;
  }

  /** Watches until it is closed itself. */
  public static Watchdog over(Closeable connection, Deadline deadline) {
    return new Watchdog(
        Thread.ofVirtual()
            .name("watchdog")
            .start(() -> {
              try {
                Thread.sleep(deadline.remaining());
                connection.close();
              } catch (InterruptedException e) {
                // the run has ended by itself
              } catch (IOException e) {
                // closed all the same
              }
            }));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
