package dev.foureyes.nodeagent.probe.bgp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * TCP MD5 signatures (RFC 2385) of Linux, which Java has no option for. The socket's descriptor,
 * which Java does not tell either, is found by the port that it is bound to. None of the calls
 * blocks.
 */
@SuppressWarnings("restricted") // native calls are what it is for
final class TcpMd5 {

  /** Most bytes of a password (TCP_MD5SIG_MAXKEYLEN). */
  static final int MAX_KEY = 80;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_MD5SIG = 14;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PROTOCOL = 38;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SIG_BYTES = 216;
  private static final int KEY_LENGTH_AT = 130;
  private static final int KEY_AT = 136;
  private static final int SOCKADDR_BYTES = 128;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SETSOCKOPT = call("setsockopt", ValueLayout.JAVA_INT);
  private static final MethodHandle GETSOCKOPT = call("getsockopt", ValueLayout.ADDRESS);
  private static final MethodHandle GETSOCKNAME =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("getsockname"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS));

  private static final ValueLayout.OfShort BIG_SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private TcpMd5() {}

  private static MethodHandle call(String name, ValueLayout length) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            length),
        Linker.Option.captureCallState("errno"));
  }

  /**
   * Signs what a socket that is not connected yet will send to a peer, and takes nothing unsigned
   * from it.
   *
   * @throws ProbeFailedException when the password is too long, or this machine cannot do it
   */
  static void sign(SocketChannel channel, InetAddress peer, String password) throws IOException {
    byte[] key = password.getBytes(UTF_8);
    if (key.length == 0 || key.length > MAX_KEY) {
      throw failed(
          Fault.FAULT_CONFIG,
          "the secret has " + key.length + " bytes (expected: 1 to " + MAX_KEY + ")");
    }
    channel.bind(null);
    int descriptor = descriptor(((InetSocketAddress) channel.getLocalAddress()).getPort());
    byte[] address = peer.getAddress();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment signature = arena.allocate(SIG_BYTES, 8);
      boolean isIpv4 = address.length == 4;
      signature.set(ValueLayout.JAVA_SHORT, 0, (short) (isIpv4 ? AF_INET : AF_INET6));
      MemorySegment.copy(
          address, 0, signature, ValueLayout.JAVA_BYTE, isIpv4 ? 4 : 8, address.length);
      signature.set(ValueLayout.JAVA_SHORT, KEY_LENGTH_AT, (short) key.length);
      MemorySegment.copy(key, 0, signature, ValueLayout.JAVA_BYTE, KEY_AT, key.length);
      MemorySegment captured = arena.allocate(CAPTURE);
      int status =
          (int)
              SETSOCKOPT.invokeExact(
                  captured, descriptor, IPPROTO_TCP, TCP_MD5SIG, signature, SIG_BYTES);
      signature.fill((byte) 0);
      if (status != 0) {
        int errno = (int) ERRNO.get(captured, 0L);
        throw failed(
            Fault.FAULT_NODE_LOCAL,
            "this machine does not sign TCP with MD5 (TCP_MD5SIG: errno " + errno + ")");
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a native call throws nothing
    }
  }

  /** The process's TCP socket that is bound to a port; there is one, for the caller has it. */
  private static int descriptor(int port) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : all) {
        int descriptor = Integer.parseInt(each.getFileName().toString());
        if (isTcpAt(descriptor, port)) {
          return descriptor;
        }
      }
    }
    throw failed(Fault.FAULT_NODE_LOCAL, "the descriptor of the node's own socket was not found");
  }

  private static boolean isTcpAt(int descriptor, int port) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
      length.set(ValueLayout.JAVA_INT, 0, Integer.BYTES);
      int status =
          (int)
              GETSOCKOPT.invokeExact(
                  arena.allocate(CAPTURE), descriptor, SOL_SOCKET, SO_PROTOCOL, value, length);
      if (status != 0 || value.get(ValueLayout.JAVA_INT, 0) != IPPROTO_TCP) {
        return false;
      }
      MemorySegment name = arena.allocate(SOCKADDR_BYTES, 8);
      length.set(ValueLayout.JAVA_INT, 0, SOCKADDR_BYTES);
      return (int) GETSOCKNAME.invokeExact(descriptor, name, length) == 0
          && Short.toUnsignedInt(name.get(BIG_SHORT, 2)) == port;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a native call throws nothing
    }
  }

  private static ProbeFailedException failed(Fault fault, String sentence) {
    return new ProbeFailedException(
        new Failure(fault, ErrorPhase.ERROR_PHASE_CONNECT, "bgp.md5_password: " + sentence));
  }
}
