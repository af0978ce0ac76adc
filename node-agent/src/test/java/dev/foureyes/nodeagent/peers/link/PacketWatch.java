package dev.foureyes.nodeagent.peers.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A namespace that sends all it has, to whatever address, through a device whose other end writes
 * down where it was to go. Nothing is ever answered.
 */
public final class PacketWatch implements AutoCloseable {

  private static final int POLL_MS = 50;
  private static final int IPV6_HEADER = 40;
  private static final int ICMPV6 = 58;

  private final Namespace namespace;
  private final Tun tun;
  private final Thread thread;
  private final List<InetAddress> destinations = new CopyOnWriteArrayList<>();
  private volatile boolean isClosed;

  /** Needs root, iproute2 and a TUN driver. */
  public PacketWatch() throws IOException, InterruptedException {
    String name = "few" + Long.toHexString(ProcessHandle.current().pid());
    tun = Tun.open(name);
    namespace = new Namespace(name);
    new ProcessBuilder("ip", "link", "set", name, "netns", name).inheritIO().start().waitFor();
    namespace.set("net/ipv6/conf/all/disable_ipv6", "0");
    namespace.ip("addr add 198.18.0.1/15 dev " + name);
    namespace.ip("addr add 2001:db8:18::1/64 dev " + name + " nodad");
    namespace.ip("link set " + name + " up");
    namespace.ip("route add default dev " + name);
    namespace.ip("-6 route add default dev " + name);
    namespace.set("net/ipv4/ping_group_range", "0 2147483647");
    thread = Thread.ofPlatform().daemon().name("packet-watch").start(this::run);
  }

  private void run() {
    while (!isClosed) {
      Optional<ByteBuffer> packet = tun.read(POLL_MS);
      if (packet.isPresent() && !isOfTheKernelItself(packet.get())) {
        destinations.add(destination(packet.get()));
      }
    }
  }

  /** Router solicitations, neighbour discovery and multicast listener reports. */
  private static boolean isOfTheKernelItself(ByteBuffer packet) {
    if (packet.get(0) >> 4 != 6) {
      return false;
    }
    int next = packet.get(6);
    int icmpAt =
        next == 0 ? IPV6_HEADER + 8 : IPV6_HEADER; // reports come after a hop-by-hop option
    if (next != 0 && next != ICMPV6) {
      return false;
    }
    int type = Byte.toUnsignedInt(packet.get(icmpAt));
    return (type >= 130 && type <= 137) || type == 143;
  }

  private static InetAddress destination(ByteBuffer packet) {
    boolean isIpv6 = (packet.get(0) & 0xf0) == 0x60;
    byte[] address = new byte[isIpv6 ? 16 : 4];
    packet.get(isIpv6 ? 24 : 16, address);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  public Namespace namespace() {
    return namespace;
  }

  /** Where each packet so far was to go. */
  public List<InetAddress> destinations() {
    return List.copyOf(destinations);
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
