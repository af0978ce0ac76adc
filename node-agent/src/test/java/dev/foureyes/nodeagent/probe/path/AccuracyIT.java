package dev.foureyes.nodeagent.probe.path;

import static dev.foureyes.nodeagent.peers.link.RoutedNetwork.TARGET_V4;
import static dev.foureyes.nodeagent.peers.link.RoutedNetwork.TARGET_V6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.peers.AccuracyTable;
import dev.foureyes.nodeagent.peers.link.EmulatedLink.Quality;
import dev.foureyes.nodeagent.peers.link.Namespace;
import dev.foureyes.nodeagent.peers.link.NodeInside;
import dev.foureyes.nodeagent.peers.link.RoutedNetwork;
import dev.foureyes.proto.results.v1.PathHop;
import dev.foureyes.proto.results.v1.PathResult;
import dev.foureyes.proto.results.v1.PingResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our figures beside those of ping, fping, traceroute and mtr, over the same links one after the
 * other. Needs root, iproute2 and the packages iputils-ping, fping, traceroute and mtr-tiny. The
 * table is left in {@code target/accuracy.txt}.
 */
class AccuracyIT {

  private static final Quality SLOW = Quality.delaying(Duration.ofMillis(10));
  private static final Pattern PING_RTT =
      Pattern.compile("min/avg/max/mdev = ([0-9.]+)/([0-9.]+)/([0-9.]+)/");
  private static final Pattern FPING_RTT =
      Pattern.compile("min/avg/max = ([0-9.]+)/([0-9.]+)/([0-9.]+)");
  private static final Pattern TRACEROUTE_LINE =
      Pattern.compile("^ *(\\d+)  ([0-9a-f.:]+)  ([0-9.]+) ms", Pattern.MULTILINE);
  private static final Pattern MTR_LINE =
      Pattern.compile(
          "^ *(\\d+)\\.\\|-- ([0-9a-f.:]+) +[0-9.]+% +\\d+ +[0-9.]+ +([0-9.]+)", Pattern.MULTILINE);

  private static final AccuracyTable TABLE = new AccuracyTable("ping, path and loss");

  private static RoutedNetwork network;

  private record Trip(double min, double average) {}

  @BeforeAll
  static void open() throws Exception {
    network = new RoutedNetwork(SLOW);
  }

  @AfterAll
  static void close() throws Exception {
    network.close();
    TABLE.write();
  }

  private static String tool(Namespace namespace, String command) throws Exception {
    try {
      String text = namespace.run(List.of("sh", "-c", command + " 2>&1")).text();
      assertThat(text)
          .as("packages iputils-ping, fping, traceroute and mtr-tiny are needed")
          .doesNotContain("not found");
      return text;
    } catch (IOException e) {
      throw new AssertionError(command, e);
    }
  }

  private static Trip trip(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return new Trip(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)));
  }

  private static void row(String what, String tool, Trip trip) {
    TABLE.line(
        String.format(
            Locale.ROOT,
            "%-26s %-11s min %7.3f  avg %7.3f ms",
            what,
            tool,
            trip.min,
            trip.average));
  }

  private static Trip node(Namespace namespace, String target) throws Exception {
    PingResult ping = NodeInside.probe(namespace, "probe ping -c 50 -i 50ms " + target).getPing();
    assertThat(ping.getReceived()).isEqualTo(50);
    return new Trip(ping.getRttMinMs(), ping.getRttAvgMs());
  }

  @ParameterizedTest
  @ValueSource(strings = {TARGET_V4, TARGET_V6})
  void pingAgreesOverTheSlowLink(String target) throws Exception {
    Namespace host = network.namespace("h");
    compare("ping, 20 ms, " + target, host, target, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {TARGET_V4, TARGET_V6})
  void pingAgreesOnADirectLink(String target) throws Exception {
    Namespace router = network.namespace("r4");
    router.set("net/ipv4/ping_group_range", "0 2147483647");
    compare("ping, veth, " + target, router, target, 0.4);
  }

  private static void compare(String what, Namespace from, String target, double withinMs)
      throws Exception {
    Trip ping = trip(PING_RTT, tool(from, "ping -n -q -c 50 -i 0.05 " + target));
    Trip ours = node(from, target);
    Trip fping = trip(FPING_RTT, tool(from, "fping -q -c 50 -p 50 " + target));
    row(what, "foureyes", ours);
    row(what, "ping", ping);
    row(what, "fping", fping);
    assertThat(ours.min).as("min of ping").isCloseTo(ping.min, within(withinMs));
    assertThat(ours.min).as("min of fping").isCloseTo(fping.min, within(withinMs));
  }

  private static Map<Integer, String> hops(Pattern line, String text) {
    Map<Integer, String> hops = new TreeMap<>();
    Matcher matcher = line.matcher(text);
    while (matcher.find()) {
      hops.putIfAbsent(
          Integer.parseInt(matcher.group(1)), matcher.group(2) + " " + matcher.group(3));
    }
    return hops;
  }

  private static Map<Integer, String> node(String arguments) throws Exception {
    PathResult path =
        NodeInside.probe(network.namespace("h"), "trace --no-names --no-mtu " + arguments)
            .getPath();
    Map<Integer, String> hops = new TreeMap<>();
    for (PathHop hop : path.getHopsList()) {
      hops.put(
          hop.getHop(),
          String.format(
              Locale.ROOT,
              "%s %.3f",
              hop.getResponders(0).getIp(),
              hop.getResponders(0).getRttMinMs()));
    }
    return hops;
  }

  @ParameterizedTest
  @ValueSource(strings = {TARGET_V4, TARGET_V6})
  void pathAgrees(String target) throws Exception {
    Namespace host = network.namespace("h");
    String family = target.contains(":") ? "-6 " : "-4 ";
    for (List<String> tools :
        List.of(
            List.of("--udp", "traceroute -n -q 3 -w 1 -N 1 " + family),
            List.of("--icmp", "traceroute -n -I -q 3 -w 1 " + family),
            List.of("--tcp --port 9", "traceroute -n -T -p 9 -q 3 -w 1 -N 1 " + family))) {
      Map<Integer, String> ours = node(tools.get(0) + " " + target);
      Map<Integer, String> theirs = hops(TRACEROUTE_LINE, tool(host, tools.get(1) + target));
      agree("trace " + tools.get(0) + " " + target, "traceroute", ours, theirs);
    }
    Map<Integer, String> mtr =
        hops(MTR_LINE, tool(host, "mtr -n -r -c 3 -i 0.2 " + family + target));
    agree("trace --icmp " + target, "mtr", node("--icmp " + target), mtr);
  }

  /** The third hop: load is shared over two routers, and tools take either. */
  private static final Set<String> PARALLEL =
      Set.of("10.77.3.2", "10.77.4.2", "fd77:3::2", "fd77:4::2");

  /** The fourth: one router; over IPv6 it answers from where the packet came in. */
  private static final Set<String> WHERE_THEY_MEET = Set.of("10.77.5.2", "fd77:5::2", "fd77:6::2");

  private static void agree(
      String what, String tool, Map<Integer, String> ours, Map<Integer, String> theirs) {
    TABLE.line(what + ", smallest of 3 (ms):");
    ours.forEach((hop, text) ->
        TABLE.line(
            String.format(
                Locale.ROOT,
                "  %d  foureyes %-18s %s (first of 3; mtr: mean) %s",
                hop,
                text,
                tool,
                theirs.getOrDefault(hop, "?"))));
    assertThat(theirs).as(what).hasSize(5);
    assertThat(ours).hasSize(5);
    for (int hop : List.of(1, 2, 5)) {
      assertThat(ip(ours, hop)).as(what + ", hop " + hop).isEqualTo(ip(theirs, hop));
    }
    assertThat(PARALLEL).as(what).contains(ip(ours, 3), ip(theirs, 3));
    assertThat(WHERE_THEY_MEET).as(what).contains(ip(ours, 4), ip(theirs, 4));
  }

  private static String ip(Map<Integer, String> hops, int hop) {
    String text = hops.getOrDefault(hop, " ");
    return text.substring(0, text.indexOf(' '));
  }

  @Test
  void lossAgreesWithWhatTheLinkLost() throws Exception {
    network.link().quality(new Quality(Duration.ofMillis(10), Duration.ofMillis(2), 0.1));
    try {
      Namespace host = network.namespace("h");
      for (String target : List.of(TARGET_V4, TARGET_V6)) {
        int before = network.link().lost();
        PingResult ours =
            NodeInside.probe(host, "probe ping -c 100 -i 20ms -W 300ms " + target).getPing();
        int lost = network.link().lost() - before;
        TABLE.line(
            "loss of 100, "
                + target
                + ": foureyes "
                + (100 - ours.getReceived())
                + ", the link lost "
                + lost
                + "; ping: "
                + tool(host, "ping -n -q -c 100 -i 0.02 -W 1 " + target)
                    .lines()
                    .filter(line -> line.contains("packet loss"))
                    .findFirst()
                    .orElse("?"));
        assertThat(100 - ours.getReceived()).isLessThanOrEqualTo(lost);
        assertThat(100 - ours.getReceived()).isCloseTo(lost, within(2)); // neighbour discovery
      }
    } finally {
      network.link().quality(SLOW);
    }
  }
}
