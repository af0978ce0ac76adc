package dev.foureyes.nodeagent.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.foureyes.nodeagent.time.Ticker;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls that probes need, on Linux with 64-bit pointers. Every numeric constant of this
 * package is the same on the platforms that {@link Platform} knows.
 */
@SuppressWarnings("restricted") // native access is what it is for
final class Libc {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final int CLOCK_REALTIME = 0;
  private static final long NANOS = 1_000_000_000L;
  private static final int EVENT_FLAGS = 0x80800; // EFD_CLOEXEC | EFD_NONBLOCK

  private static final MethodHandle SOCKET = ofInt("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SET_OPTION =
      ofInt("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GET_OPTION =
      ofInt("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle BIND = ofInt("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT = ofInt("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle NAME = ofInt("getsockname", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SEND = ofLong("send", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECEIVE = ofLong("recvmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle POLL = ofInt("poll", ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = ofInt("close", JAVA_INT);
  private static final MethodHandle EVENT_FD = ofInt("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle READ = ofLong("read", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = ofLong("write", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle CLOCK =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("clock_gettime"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  private Libc() {}

  private static MethodHandle ofInt(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static MethodHandle ofLong(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /** A call that sets errno. */
  @FunctionalInterface
  private interface Call {
    long in(Arena arena, MemorySegment state) throws Throwable; // as invokeExact does
  }

  private static long call(String name, Call call) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result;
      try {
        result = call.in(arena, state);
      } catch (Throwable e) {
        throw new IllegalStateException(name + ": " + e, e); // the handle does not fit the call
      }
      if (result < 0) {
        throw new ErrnoException(name, (int) ERRNO.get(state, 0L));
      }
      return result;
    }
  }

  static int socket(int family, int type, int protocol) throws ErrnoException {
    return (int)
        call("socket", (arena, state) -> (int) SOCKET.invokeExact(state, family, type, protocol));
  }

  /** The value is one int, or a few. */
  static void setOption(int fd, int level, int option, int... value) throws ErrnoException {
    var _ =
        call(
            "setsockopt",
            (arena, state) -> {
              MemorySegment memory = arena.allocateFrom(JAVA_INT, value);
              return (int)
                  SET_OPTION.invokeExact(state, fd, level, option, memory, (int) memory.byteSize());
            });
  }

  static int intOption(int fd, int level, int option) throws ErrnoException {
    int[] value = {0};
    var _ =
        call(
            "getsockopt",
            (arena, state) -> {
              MemorySegment memory = arena.allocate(JAVA_INT);
              MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
              int result = (int) GET_OPTION.invokeExact(state, fd, level, option, memory, length);
              value[0] = memory.get(JAVA_INT, 0);
              return result;
            });
    return value[0];
  }

  static void bind(int fd, byte[] address) throws ErrnoException {
    var _ =
        call(
            "bind",
            (arena, state) ->
                (int) BIND.invokeExact(state, fd, copy(arena, address), address.length));
  }

  static void connect(int fd, byte[] address) throws ErrnoException {
    var _ =
        call(
            "connect",
            (arena, state) ->
                (int) CONNECT.invokeExact(state, fd, copy(arena, address), address.length));
  }

  /** The socket's own address, as sockaddr. */
  static byte[] ownAddress(int fd) throws ErrnoException {
    byte[] address = new byte[SocketAddresses.MAX_BYTES];
    var _ =
        call(
            "getsockname",
            (arena, state) -> {
              MemorySegment memory = arena.allocate(address.length, Long.BYTES);
              MemorySegment length = arena.allocateFrom(JAVA_INT, address.length);
              int result = (int) NAME.invokeExact(state, fd, memory, length);
              MemorySegment.ofArray(address).copyFrom(memory);
              return result;
            });
    return address;
  }

  /** The time at which the call was made. */
  static long send(int fd, byte[] data, int flags, Ticker ticker) throws ErrnoException {
    long[] nanos = {0};
    var _ =
        call(
            "send",
            (arena, state) -> {
              MemorySegment memory = copy(arena, data);
              nanos[0] = ticker.nanos();
              return (long) SEND.invokeExact(state, fd, memory, (long) data.length, flags);
            });
    return nanos[0];
  }

  /** The number of bytes; the message header is the caller's. */
  static int receive(int fd, MemorySegment header, int flags) throws ErrnoException {
    return (int)
        call("recvmsg", (arena, state) -> (long) RECEIVE.invokeExact(state, fd, header, flags));
  }

  /** Blocks; -1 for ever. */
  static int poll(MemorySegment entries, int count, int timeoutMs) throws ErrnoException {
    return (int)
        call(
            "poll",
            (arena, state) -> (int) POLL.invokeExact(state, entries, (long) count, timeoutMs));
  }

  static void close(int fd) throws ErrnoException {
    var _ = call("close", (arena, state) -> (int) CLOSE.invokeExact(state, fd));
  }

  /** A counter that wakes a poll. */
  static int event() throws ErrnoException {
    return (int)
        call("eventfd", (arena, state) -> (int) EVENT_FD.invokeExact(state, 0, EVENT_FLAGS));
  }

  static void raise(int event) throws ErrnoException {
    var _ =
        call(
            "write",
            (arena, state) ->
                (long)
                    WRITE.invokeExact(
                        state, event, arena.allocateFrom(JAVA_LONG, 1L), (long) Long.BYTES));
  }

  static void lower(int event) throws ErrnoException {
    var _ =
        call(
            "read",
            (arena, state) ->
                (long)
                    READ.invokeExact(state, event, arena.allocate(JAVA_LONG), (long) Long.BYTES));
  }

  /** The wall clock, which the kernel's receive times are on; nanoseconds since 1970. */
  static long realtimeNanos(MemorySegment timespec) {
    try {
      int result = (int) CLOCK.invokeExact(CLOCK_REALTIME, timespec);
      assert result == 0 : "clock_gettime: " + result;
    } catch (Throwable e) {
      throw new IllegalStateException("clock_gettime: " + e, e);
    }
    return timespec.get(JAVA_LONG, 0) * NANOS + timespec.get(JAVA_LONG, Long.BYTES);
  }

  private static MemorySegment copy(Arena arena, byte[] bytes) {
    MemorySegment memory = arena.allocate(Math.max(1, bytes.length), Long.BYTES);
    MemorySegment.copy(bytes, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
    return memory;
  }
}
