package dev.foureyes.nodeagent.peers.link;

import dev.foureyes.nodeagent.peers.link.EmulatedLink.Quality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A host, routers, and a target five hops away, with IPv4 and IPv6:
 *
 * <pre>
 *                               ┌─ a ─┐
 * host ═ emulated ═ r1 ── r2 ───┤     ├── r4 ── target
 *                               └─ b ─┘
 * </pre>
 *
 * r2 shares load over a and b by the flow's ports. Link {@code n} has the networks {@code
 * 10.77.n.0/24} and {@code fd77:n::/64}.
 */
public final class RoutedNetwork implements AutoCloseable {

  public static final String TARGET_V4 = "10.77.7.2";
  public static final String TARGET_V6 = "fd77:7::2";

  /** Goes round between r1 and r2. */
  public static final String LOOPING_V4 = "10.77.99.9";

  /** r2 says that there is no such host. */
  public static final String UNREACHABLE_V4 = "10.77.98.9";

  /** r2 drops it and says nothing. */
  public static final String SILENT_V4 = "10.77.97.9";

  private static final List<String> NAMES = List.of("h", "r1", "r2", "a", "b", "r4", "t");

  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final String prefix =
      "fe" + Long.toHexString(ProcessHandle.current().pid()) + COUNTER.incrementAndGet();
  private final EmulatedLink link;

  public RoutedNetwork(Quality quality) throws IOException, InterruptedException {
    link = EmulatedLink.between(prefix + "x", prefix + "y", quality);
    try {
      build();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void build() throws IOException, InterruptedException {
    for (String name : NAMES) {
      Namespace namespace = new Namespace(prefix + name);
      namespaces.put(name, namespace);
      prepare(namespace);
    }
    move(prefix + "x", "h", "10.77.1.1/24", "fd77:1::1/64");
    move(prefix + "y", "r1", "10.77.1.2/24", "fd77:1::2/64");
    join(2, "r1", "r2");
    join(3, "r2", "a");
    join(4, "r2", "b");
    join(5, "a", "r4");
    join(6, "b", "r4");
    join(7, "r4", "t");
    routes();
  }

  private static void prepare(Namespace namespace) throws IOException, InterruptedException {
    namespace.set("net/ipv4/ip_forward", "1");
    namespace.set("net/ipv6/conf/all/forwarding", "1");
    namespace.set("net/ipv4/conf/all/rp_filter", "0");
    namespace.set("net/ipv4/icmp_ratelimit", "0");
    namespace.set("net/ipv6/icmp/ratelimit", "0");
    namespace.set("net/ipv4/fib_multipath_hash_policy", "1");
    namespace.set("net/ipv6/fib_multipath_hash_policy", "1");
    namespace.set("net/ipv4/ping_group_range", "0 2147483647");
  }

  private void move(String device, String to, String ipv4, String ipv6)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("ip", "link", "set", device, "netns", namespace(to).name())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("ip link set " + device + " netns: refused (expected: root)");
    }
    address(to, device, ipv4, ipv6);
  }

  private void address(String name, String device, String ipv4, String ipv6)
      throws IOException, InterruptedException {
    Namespace namespace = namespace(name);
    namespace.ip("addr add " + ipv4 + " dev " + device);
    namespace.ip("-6 addr add " + ipv6 + " dev " + device + " nodad");
    namespace.ip("link set " + device + " up");
  }

  private void join(int number, String one, String other) throws IOException, InterruptedException {
    String device = "l" + number;
    namespace(one)
        .ip(
            "link add "
                + device
                + " type veth peer name "
                + device
                + " netns "
                + namespace(other).name());
    String ipv4 = "10.77." + number + ".";
    String ipv6 = "fd77:" + number + "::";
    address(one, device, ipv4 + "1/24", ipv6 + "1/64");
    address(other, device, ipv4 + "2/24", ipv6 + "2/64");
  }

  private void routes() throws IOException, InterruptedException {
    route("h", "default", 1, 2);
    route("r1", "default", 2, 2);
    for (String back : List.of("1", "2")) {
      String ipv4 = "10.77." + back + ".0/24";
      String ipv6 = "fd77:" + back + "::/64";
      if (back.equals("1")) {
        route("r2", ipv4, ipv6, 2, 1);
      }
      route("a", ipv4, ipv6, 3, 1);
      route("b", ipv4, ipv6, 4, 1);
      route("r4", ipv4, ipv6, 5, 1);
    }
    route("a", "default", 5, 2);
    route("b", "default", 6, 2);
    route("t", "default", 7, 1);
    namespace("r2").ip("route add 10.77.7.0/24 nexthop via 10.77.3.2 nexthop via 10.77.4.2");
    namespace("r2").ip("-6 route add fd77:7::/64 nexthop via fd77:3::2 nexthop via fd77:4::2");
    namespace("r2").ip("route add 10.77.99.0/24 via 10.77.2.1");
    namespace("r2").ip("route add unreachable 10.77.98.0/24");
    namespace("r2").ip("route add blackhole 10.77.97.0/24");
  }

  private void route(String from, String to, int link, int host)
      throws IOException, InterruptedException {
    route(from, to, to, link, host);
  }

  private void route(String from, String ipv4, String ipv6, int link, int host)
      throws IOException, InterruptedException {
    namespace(from).ip("route add " + ipv4 + " via 10.77." + link + "." + host);
    namespace(from).ip("-6 route add " + ipv6 + " via fd77:" + link + "::" + host);
  }

  /** One of h, r1, r2, a, b, r4 and t. */
  public Namespace namespace(String name) {
    Namespace namespace = namespaces.get(name);
    if (namespace == null) {
      throw new IllegalArgumentException(
          "namespace: " + name + " (expected: one of " + NAMES + ")");
    }
    return namespace;
  }

  /** Between the host and r1. */
  public EmulatedLink link() {
    return link;
  }

  @Override
  public void close() {
    link.close();
    List<Namespace> all = new ArrayList<>(namespaces.values());
    all.forEach(Namespace::close);
  }
}
