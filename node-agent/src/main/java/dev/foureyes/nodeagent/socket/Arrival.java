package dev.foureyes.nodeagent.socket;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that came to a socket.
 *
 * @param data a packet's payload, with its IP header for raw IPv4; for a report, the beginning of
 *     the packet that it is about, from its transport header on (UDP: from its payload on)
 * @param from the sender; for a report, where the packet had been sent
 * @param readNanos when it was read, by the poller's clock
 * @param queuedNanos how long it had waited by the kernel's receive time; negative when the kernel
 *     did not say
 * @param hopLimit as it arrived
 * @param report what the error queue says; absent for a packet
 */
public record Arrival(
    ByteBuffer data,
    Optional<InetAddress> from,
    long readNanos,
    long queuedNanos,
    OptionalInt hopLimit,
    Optional<IcmpReport> report) {

  /** A busy machine may let packets wait for seconds; anything longer is a clock that was set. */
  private static final long LONGEST_QUEUE_NANOS = 30_000_000_000L;

  /**
   * The time from sending to arrival. The kernel's receive time only takes away what the packet
   * waited to be read, so that a clock which is set meanwhile does little harm.
   */
  public long roundTripNanos(long sentNanos) {
    long read = readNanos - sentNanos;
    return hasKernelTime(sentNanos) ? read - queuedNanos : read;
  }

  /** Whether the kernel's receive time is there and possible. */
  public boolean hasKernelTime(long sentNanos) {
    return queuedNanos >= 0
        && queuedNanos < LONGEST_QUEUE_NANOS
        && queuedNanos <= readNanos - sentNanos;
  }

  /** The data as an array of its own. */
  public byte[] bytes() {
    byte[] bytes = new byte[data.limit()];
    data.get(0, bytes);
    return bytes;
  }
}
