package dev.foureyes.nodeagent.probe.dns;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Closes a connection when its time is over, whatever it waits for. A time limit for each read
 * would be stretched by a peer that sends a byte now and then.
 */
final class TimeLimit implements AutoCloseable {

  private final Thread thread;
  private volatile boolean isOver;

  private TimeLimit(Closeable connection, Duration time) {
    this.thread =
        Thread.ofVirtual()
            .name("time-limit")
            .start(() -> {
              try {
                Thread.sleep(time);
                isOver = true;
                connection.close();
              } catch (InterruptedException | IOException e) {
                // it ended before, or is closed already
              }
            });
  }

  static TimeLimit on(Closeable connection, Duration time) {
    return new TimeLimit(connection, time);
  }

  /** Whether it was the time that closed the connection. */
  boolean isOver() {
    return isOver;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
