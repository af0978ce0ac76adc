package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.peers.AccuracyTable;
import dev.foureyes.nodeagent.peers.link.EmulatedLink.Quality;
import dev.foureyes.nodeagent.peers.link.Namespace.Output;
import dev.foureyes.nodeagent.peers.link.NodeInside;
import dev.foureyes.nodeagent.peers.link.RoutedNetwork;
import dev.foureyes.nodeagent.peers.link.ServersInside;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Phases of HTTPS requests beside those of {@code curl -w}, of nginx and BIND behind a link of 10
 * ms each way. Needs root, iproute2, curl and what {@link ServersInside} needs. The table is left
 * in {@code target/accuracy.txt}.
 *
 * <p>The two take turns, and medians are compared. What is between them:
 *
 * <ul>
 *   <li>connect: one round trip; they agree to a millisecond or two.
 *   <li>dns, wait: one round trip, and what Java does for the first time in a process that has just
 *       started: some milliseconds.
 *   <li>tls: one round trip and the cryptography, which in such a process takes tens of
 *       milliseconds on a small machine. A node that has run for a while is nearer; it keeps its
 *       code compiled.
 *   <li>wait: curl has no phase for writing the request, so it is compared with send and wait. It
 *       is two round trips, of both: nginx sends session tickets first, and what comes behind them
 *       once they are acknowledged.
 *   <li>receive: the body needs several round trips, and how many depends on how early the receiver
 *       opens its window.
 *   <li>wait and receive of HTTP/2: curl's first byte is the server's first of the connection,
 *       which is of its SETTINGS; ours is the first of the response. So only their sum is compared.
 * </ul>
 */
class HttpAccuracyIT {

  private static final int TURNS = 9;
  private static final double ROUND_TRIP_MS = 20;

  private static final double KERNEL_WITHIN_MS = 4;
  private static final double JAVA_WITHIN_MS = 10;
  private static final double CRYPTOGRAPHY_WITHIN_MS = 40;
  private static final double WINDOW_WITHIN_MS = ROUND_TRIP_MS + KERNEL_WITHIN_MS;

  private static final Set<Phase> AFTER_THE_REQUEST = EnumSet.of(Phase.WAIT, Phase.RECEIVE);

  private static final AccuracyTable TABLE =
      new AccuracyTable("HTTPS, medians of " + TURNS + ", 20 ms round trip");

  @TempDir private static Path directory;
  private static RoutedNetwork network;
  private static ServersInside servers;

  private enum Phase {
    DNS(JAVA_WITHIN_MS),
    CONNECT(KERNEL_WITHIN_MS),
    TLS(CRYPTOGRAPHY_WITHIN_MS),
    WAIT(JAVA_WITHIN_MS),
    RECEIVE(WINDOW_WITHIN_MS),
    TOTAL(CRYPTOGRAPHY_WITHIN_MS + 2 * JAVA_WITHIN_MS);

    private final double withinMs;

    Phase(double withinMs) {
      this.withinMs = withinMs;
    }
  }

  @BeforeAll
  static void open() throws Exception {
    network = new RoutedNetwork(Quality.delaying(Duration.ofMillis(10)));
    servers = new ServersInside(directory, network);
  }

  @AfterAll
  static void close() throws Exception {
    if (servers != null) {
      servers.close();
    }
    network.close();
    TABLE.write();
  }

  private static String url() {
    return "https://" + ServersInside.NAME + "/body";
  }

  private static Map<Phase, Double> node(String family, String version) throws Exception {
    ProbeResult result =
        NodeInside.probe(
            network.namespace("h"),
            "probe http "
                + family
                + " --http "
                + version
                + " --ca-file "
                + servers.ca()
                + " "
                + url());
    assertThat(result.getFault()).as(result.getError()).isEqualTo(Fault.FAULT_OK);
    HttpResult http = result.getHttp();
    assertThat(http.getBodyBytes()).isEqualTo(ServersInside.BODY_BYTES);
    assertThat(http.getProtocol()).isEqualTo(version.equals("2") ? "h2" : "http/1.1");
    assertThat(http.getRemoteIp())
        .isEqualTo(family.equals("-4") ? RoutedNetwork.TARGET_V4 : RoutedNetwork.TARGET_V6);
    return phases(
        http.getDnsMs(),
        http.getConnectMs(),
        http.getTlsMs(),
        http.getSendMs() + http.getWaitMs(),
        http.getReceiveMs(),
        http.getTotalMs());
  }

  private static Map<Phase, Double> curl(String family, String version) throws Exception {
    Output output =
        network
            .namespace("h")
            .run(
                List.of(
                    "curl",
                    "--silent",
                    "--max-time",
                    "10",
                    "--output",
                    "/dev/null",
                    "--cacert",
                    servers.ca().toString(),
                    family,
                    "--http" + version,
                    "--write-out",
                    "%{time_namelookup} %{time_connect} %{time_appconnect} %{time_pretransfer}"
                        + " %{time_starttransfer} %{time_total} %{size_download} %{http_version}",
                    url()));
    assertThat(output.exitCode()).as("curl").isZero();
    String[] said = output.text().strip().split(" ", -1);
    assertThat(said[6]).isEqualTo(String.valueOf(ServersInside.BODY_BYTES));
    assertThat(said[7]).isEqualTo(version);
    double[] ms = new double[6];
    for (int i = 0; i < ms.length; i++) {
      ms[i] = Double.parseDouble(said[i]) * 1000;
    }
    return phases(ms[0], ms[1] - ms[0], ms[2] - ms[1], ms[4] - ms[3], ms[5] - ms[4], ms[5]);
  }

  /** In the order of the phases. */
  private static Map<Phase, Double> phases(double... ms) {
    Map<Phase, Double> phases = new EnumMap<>(Phase.class);
    int next = 0;
    for (Phase phase : Phase.values()) {
      phases.put(phase, ms[next++]);
    }
    return phases;
  }

  private static Map<Phase, Double> medians(List<Map<Phase, Double>> turns) {
    Map<Phase, Double> medians = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      List<Double> sorted = turns.stream().map(turn -> turn.get(phase)).sorted().toList();
      medians.put(phase, sorted.get(sorted.size() / 2));
    }
    return medians;
  }

  private static void row(String what, String tool, Map<Phase, Double> medians) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-14s %-9s", what, tool));
    medians.forEach((phase, ms) ->
        row.append(
            String.format(Locale.ROOT, " %s %7.3f", phase.name().toLowerCase(Locale.ROOT), ms)));
    TABLE.line(row + " ms");
  }

  @ParameterizedTest
  @CsvSource({"-4, 1.1", "-4, 2", "-6, 1.1", "-6, 2"})
  void phasesAgreeWithCurl(String family, String version) throws Exception {
    List<Map<Phase, Double>> ours = new ArrayList<>();
    List<Map<Phase, Double>> curls = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      ours.add(node(family, version));
      curls.add(curl(family, version));
    }
    Map<Phase, Double> our = medians(ours);
    Map<Phase, Double> theirs = medians(curls);
    String what = "IPv" + family.charAt(1) + " HTTP/" + version;
    row(what, "foureyes", our);
    row(what, "curl", theirs);
    boolean isHttp2 = version.equals("2");
    for (Phase phase : Phase.values()) {
      if (!isHttp2 || !AFTER_THE_REQUEST.contains(phase)) {
        assertThat(our.get(phase))
            .as(what + ", " + phase)
            .isCloseTo(theirs.get(phase), within(phase.withinMs));
      }
    }
    assertThat(afterTheRequest(our))
        .as(what + ", wait and receive")
        .isCloseTo(afterTheRequest(theirs), within(WINDOW_WITHIN_MS));
    for (Phase phase : List.of(Phase.DNS, Phase.CONNECT, Phase.TLS, Phase.WAIT)) {
      assertThat(our.get(phase)).as("no less than the link").isGreaterThan(ROUND_TRIP_MS);
    }
  }

  private static double afterTheRequest(Map<Phase, Double> medians) {
    return medians.entrySet().stream()
        .filter(median -> AFTER_THE_REQUEST.contains(median.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
