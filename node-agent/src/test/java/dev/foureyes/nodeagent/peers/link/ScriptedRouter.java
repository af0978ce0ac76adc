package dev.foureyes.nodeagent.peers.link;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A router in this process, behind a TUN device in a namespace: to every IPv4 packet it says what
 * the test says. The namespace sends all it has through it.
 */
public final class ScriptedRouter implements AutoCloseable {

  /** The router's own address. */
  public static final String ADDRESS = "10.78.0.2";

  private static final int IP_HEADER = 20;
  private static final int ICMP_HEADER = 8;
  private static final int POLL_MS = 50;

  private final Namespace namespace;
  private final Tun tun;
  private final Thread thread;
  private volatile boolean isClosed;

  /** Answers each packet with these. */
  public ScriptedRouter(Function<ByteBuffer, List<ByteBuffer>> answers)
      throws IOException, InterruptedException {
    String name = "fem" + Long.toHexString(ProcessHandle.current().pid());
    tun = Tun.open(name);
    namespace = new Namespace(name);
    new ProcessBuilder("ip", "link", "set", name, "netns", name).inheritIO().start().waitFor();
    namespace.ip("addr add 10.78.0.1/24 dev " + name);
    namespace.ip("link set " + name + " up");
    namespace.ip("route add default via " + ADDRESS);
    namespace.set("net/ipv4/ping_group_range", "0 2147483647");
    thread = Thread.ofPlatform().daemon().name("router").start(() -> run(answers));
  }

  private void run(Function<ByteBuffer, List<ByteBuffer>> answers) {
    while (!isClosed) {
      Optional<ByteBuffer> packet = tun.read(POLL_MS);
      if (packet.isPresent() && packet.get().get(0) >> 4 == 4) {
        answers.apply(packet.get()).forEach(tun::write);
      }
    }
  }

  public Namespace namespace() {
    return namespace;
  }

  /**
   * An ICMP message from the router, or from whom the packet went to.
   *
   * @param quoted how much of the packet is quoted; filled up with zeros
   * @param words of 32 bits that are quoted, as RFC 4884 has it; 0 for messages without extensions
   * @param extensions behind the quoted packet
   */
  public static ByteBuffer icmp(
      ByteBuffer packet,
      InetAddress from,
      int type,
      int code,
      int quoted,
      int words,
      byte[] extensions) {
    ByteBuffer message = ByteBuffer.allocate(IP_HEADER + ICMP_HEADER + quoted + extensions.length);
    message.put(0, (byte) 0x45).putShort(2, (short) message.capacity());
    message.put(8, (byte) 64).put(9, (byte) 1);
    message.put(12, from.getAddress());
    byte[] sender = new byte[4];
    packet.get(12, sender);
    message.put(16, sender);
    message.put(IP_HEADER, (byte) type).put(IP_HEADER + 1, (byte) code);
    message.put(IP_HEADER + 5, (byte) words);
    byte[] original = new byte[Math.min(quoted, packet.limit())];
    packet.get(0, original);
    message.put(IP_HEADER + ICMP_HEADER, original);
    message.put(IP_HEADER + ICMP_HEADER + quoted, extensions);
    message.putShort(10, checksum(message, 0, IP_HEADER));
    message.putShort(IP_HEADER + 2, checksum(message, IP_HEADER, message.capacity()));
    return message;
  }

  /** Internet checksum (RFC 1071) of an even or odd number of bytes. */
  public static short checksum(ByteBuffer bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      int value = Byte.toUnsignedInt(bytes.get(i));
      sum += (i - from) % 2 == 0 ? value << 8 : value;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    tun.close();
    namespace.close();
  }
}
