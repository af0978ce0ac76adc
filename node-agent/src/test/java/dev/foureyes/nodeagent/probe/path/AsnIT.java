package dev.foureyes.nodeagent.probe.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.link.Namespace;
import dev.foureyes.nodeagent.peers.link.NodeInside;
import dev.foureyes.proto.results.v1.PathHop;
import dev.foureyes.proto.results.v1.PathResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Autonomous systems of hops, from a zone of BIND, in three namespaces with addresses of the
 * internet: host, router and target. Needs root, iproute2 and bind9.
 */
class AsnIT {

  private static final Map<String, String> ZONE = Map.of("FOUREYES_NODE_ASN_ZONE", "asn.test");

  @TempDir private static Path directory;
  private static Namespace host;
  private static Namespace router;
  private static Namespace target;
  private static Process bind;

  @BeforeAll
  static void open() throws Exception {
    String prefix = "fa" + Long.toHexString(ProcessHandle.current().pid());
    host = new Namespace(prefix + "h");
    router = new Namespace(prefix + "r");
    target = new Namespace(prefix + "t");
    router.set("net/ipv4/ip_forward", "1");
    router.set("net/ipv6/conf/all/forwarding", "1");
    join(host, router, "l1", "11.77.1.", "2a00:77:1::");
    join(router, target, "l2", "11.77.2.", "2a00:77:2::");
    host.ip("route add default via 11.77.1.2");
    host.ip("-6 route add default via 2a00:77:1::2");
    target.ip("route add default via 11.77.2.1");
    target.ip("-6 route add default via 2a00:77:2::1");
    host.nameServer("11.77.2.2");
    bind = startBind();
  }

  private static void join(Namespace one, Namespace other, String device, String ipv4, String ipv6)
      throws Exception {
    one.ip("link add " + device + " type veth peer name " + device + " netns " + other.name());
    int last = 1;
    for (Namespace each : List.of(one, other)) {
      each.ip("addr add " + ipv4 + last + "/24 dev " + device);
      each.ip("-6 addr add " + ipv6 + last + "/64 dev " + device + " nodad");
      each.ip("link set " + device + " up");
      last++;
    }
  }

  private static Process startBind() throws Exception {
    Files.writeString(
        directory.resolve("asn.zone"),
        """
        $TTL 300
        @ SOA ns hostmaster 1 3600 600 86400 60
        @ NS ns
        ns A 11.77.2.2
        2.1.77.11.origin TXT "64500 64999 | 11.77.1.0/24 | ZZ | test | 2026-01-01"
        2.1.77.11.origin TXT "64900 | 11.0.0.0/8 | ZZ | test | 2026-01-01"
        2.2.77.11.origin TXT "garbage"
        0.0.0.0.1.0.0.0.7.7.0.0.0.0.a.2.origin6 TXT "4200000001 | 2a00:77:1::/48 | ZZ | test |"
        """);
    Files.writeString(
        directory.resolve("named.conf"),
        """
        options {
          directory "%s"; pid-file none; session-keyfile none; lock-file none;
          listen-on port 53 { 11.77.2.2; }; listen-on-v6 { none; };
          recursion no; notify no; dnssec-validation no;
        };
        controls {};
        zone "asn.test" { type primary; file "asn.zone"; };
        """
            .formatted(directory));
    ProcessBuilder builder =
        new ProcessBuilder(
                "ip", "netns", "exec", target.name(), "named", "-g", "-n", "1", "-c", "named.conf")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("named.out").toFile());
    builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat); // where daemons are
    Process started = builder.start();
    Awaitility.await("BIND, see " + directory)
        .atMost(Duration.ofSeconds(30))
        .until(() -> host.run(List.of("dig", "+short", "asn.test", "SOA")).text().contains("ns."));
    return started;
  }

  @AfterAll
  static void close() throws Exception {
    bind.destroy();
    assertThat(bind.waitFor(10, TimeUnit.SECONDS)).isTrue();
    for (Namespace each : List.of(host, router, target)) {
      each.close();
    }
  }

  private static PathResult trace(Map<String, String> environment, String arguments)
      throws Exception {
    return NodeInside.probe(host, environment, "trace --no-mtu " + arguments).getPath();
  }

  @Test
  void hopsHaveTheSystemThatTheZoneNames() throws Exception {
    List<PathHop> ipv4 = trace(ZONE, "11.77.2.2").getHopsList();
    assertThat(ipv4).hasSize(2);
    assertThat(ipv4.get(0).getResponders(0).getIp()).isEqualTo("11.77.1.2");
    assertThat(ipv4.get(0).getResponders(0).getAsn())
        .as("the first origin of the smallest network")
        .isEqualTo(64_500);
    assertThat(ipv4.get(1).getResponders(0).hasAsn()).as("garbage").isFalse();
    List<PathHop> ipv6 = trace(ZONE, "2a00:77:2::2").getHopsList();
    assertThat(Integer.toUnsignedLong(ipv6.get(0).getResponders(0).getAsn()))
        .isEqualTo(4_200_000_001L);
    assertThat(ipv6.get(1).getResponders(0).hasAsn()).as("not in the zone").isFalse();
  }

  @Test
  void offAsksNobody() throws Exception {
    for (PathHop hop : trace(Map.of("FOUREYES_NODE_ASN_ZONE", "off"), "11.77.2.2").getHopsList()) {
      assertThat(hop.getResponders(0).hasAsn()).isFalse();
    }
  }

  @Test
  void peopleSeeIt() throws Exception {
    assertThat(NodeInside.text(host, ZONE, "trace --no-mtu 11.77.2.2"))
        .containsPattern("1 +11\\.77\\.1\\.2 .* AS64500\n");
  }
}
