package dev.foureyes.nodeagent.peers.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A network device whose other end is this process: what the kernel sends through it is read, and
 * what is written arrives. It stays ours when the device moves to another namespace.
 */
@SuppressWarnings("restricted")
public final class Tun implements AutoCloseable {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final int READ_WRITE = 2;
  private static final long SET_NAME = 0x400454caL; // TUNSETIFF
  private static final short TUN_WITHOUT_PACKET_INFO = 0x1001;
  private static final int NAME_BYTES = 16;
  private static final int REQUEST_BYTES = 40;
  private static final int MAX_PACKET = 65_536;
  private static final short POLL_IN = 1;

  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle IOCTL =
      handle(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle POLL =
      handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final int fd;
  private final String name;

  private Tun(int fd, String name) {
    this.fd = fd;
    this.name = name;
  }

  private static MethodHandle handle(
      String function, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), descriptor, options);
  }

  /** Makes a device; needs root. */
  public static Tun open(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), READ_WRITE);
      if (fd < 0) {
        throw new IOException("/dev/net/tun: cannot be opened (expected: root, and a TUN driver)");
      }
      MemorySegment request = arena.allocate(REQUEST_BYTES);
      request.setString(0, name);
      request.set(JAVA_SHORT, NAME_BYTES, TUN_WITHOUT_PACKET_INFO);
      int result = (int) IOCTL.invokeExact(fd, SET_NAME, request);
      if (result < 0) {
        throw new IOException("TUN device " + name + ": refused (expected: root)");
      }
      return new Tun(fd, name);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  public String name() {
    return name;
  }

  /** The next IP packet; empty when none came in this time. */
  Optional<ByteBuffer> read(int timeoutMs) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(8, 8);
      entry.set(JAVA_INT, 0, fd);
      entry.set(JAVA_SHORT, 4, POLL_IN);
      int ready = (int) POLL.invokeExact(entry, 1L, timeoutMs);
      if (ready <= 0) {
        return Optional.empty();
      }
      MemorySegment packet = arena.allocate(MAX_PACKET);
      long length = (long) READ.invokeExact(fd, packet, (long) MAX_PACKET);
      return length <= 0
          ? Optional.empty()
          : Optional.of(ByteBuffer.wrap(packet.asSlice(0, length).toArray(JAVA_BYTE)));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Lets an IP packet arrive; one that the kernel does not take, for the device is down, is lost.
   */
  void write(ByteBuffer packet) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.max(1, packet.remaining()));
      memory.copyFrom(MemorySegment.ofBuffer(packet));
      var _ = (long) WRITE.invokeExact(fd, memory, (long) packet.remaining());
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      var _ = (int) CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
