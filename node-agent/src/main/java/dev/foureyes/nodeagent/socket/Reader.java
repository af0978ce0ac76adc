package dev.foureyes.nodeagent.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.foureyes.nodeagent.time.Ticker;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads one message at a time ({@code recvmsg}, with {@code msghdr} in its 64-bit form). Used by
 * one thread.
 */
final class Reader {

  /** Enough to know what a packet answers; the rest of a longer one is not needed. */
  private static final int MAX_BYTES = 2048;

  private static final int CONTROL_BYTES = 512;
  private static final int HEADER_BYTES = 56;
  private static final int DO_NOT_WAIT = 0x40;
  private static final int ERROR_QUEUE = 0x2000;

  private final Ticker ticker;
  private final MemorySegment header;
  private final MemorySegment name;
  private final MemorySegment data;
  private final MemorySegment control;
  private final MemorySegment timespec;

  Reader(Arena arena, Ticker ticker) {
    this.ticker = ticker;
    header = arena.allocate(HEADER_BYTES, Long.BYTES);
    name = arena.allocate(SocketAddresses.MAX_BYTES, Long.BYTES);
    data = arena.allocate(MAX_BYTES, Long.BYTES);
    control = arena.allocate(CONTROL_BYTES, Long.BYTES);
    timespec = arena.allocate(2L * Long.BYTES, Long.BYTES);
    MemorySegment vector = arena.allocate(2L * Long.BYTES, Long.BYTES);
    vector.set(ADDRESS, 0, data);
    vector.set(JAVA_LONG, Long.BYTES, MAX_BYTES);
    header.set(ADDRESS, 0, name);
    header.set(ADDRESS, 16, vector);
    header.set(JAVA_LONG, 24, 1);
    header.set(ADDRESS, 32, control);
  }

  /**
   * The next packet, or the next report of the error queue.
   *
   * @throws ErrnoException EAGAIN when there is none; any other when the socket had an error
   *     pending, which is gone then
   */
  Arrival read(NativeSocket socket, boolean fromErrorQueue) throws ErrnoException {
    name.fill((byte) 0);
    header.set(JAVA_INT, 8, SocketAddresses.MAX_BYTES);
    header.set(JAVA_LONG, 40, CONTROL_BYTES);
    header.set(JAVA_INT, 48, 0);
    int length =
        Libc.receive(socket.fd(), header, DO_NOT_WAIT | (fromErrorQueue ? ERROR_QUEUE : 0));
    long realtime = Libc.realtimeNanos(timespec); // before the other clock, or waits seem too long
    long read = ticker.nanos();
    long controlLength = Math.clamp(header.get(JAVA_LONG, 40), 0, CONTROL_BYTES);
    ControlMessages messages =
        ControlMessages.parse(
            control.asSlice(0, controlLength).asByteBuffer().order(ByteOrder.nativeOrder()));
    return new Arrival(
        ByteBuffer.wrap(data.asSlice(0, Math.clamp(length, 0, MAX_BYTES)).toArray(JAVA_BYTE)),
        SocketAddresses.address(name.toArray(JAVA_BYTE)),
        read,
        messages.realtimeNanos().isPresent()
            ? Math.max(-1, realtime - messages.realtimeNanos().getAsLong())
            : -1,
        messages.hopLimit(),
        fromErrorQueue ? messages.report() : Optional.empty());
  }

  long nanos() {
    return ticker.nanos();
  }
}
