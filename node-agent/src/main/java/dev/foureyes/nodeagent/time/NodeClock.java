package dev.foureyes.nodeagent.time;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The node's two clocks.
 *
 * @param wall the date, which people and NTP set and which may therefore jump
 * @param ticker elapsed time, which never jumps
 */
public record NodeClock(InstantSource wall, Ticker ticker) {

  /** The clocks of this machine. */
  public static NodeClock system() {
    return new NodeClock(InstantSource.system(), System::nanoTime);
  }

  public Instant now() {
    return wall.instant();
  }

  /** See {@link Ticker#nanos()}. */
  public long nanos() {
    return ticker.nanos();
  }

  /** The wall clock's time as it travels. */
  public Timestamp timestamp() {
    return timestamp(now());
  }

  /** An instant as it travels. */
  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
