package dev.foureyes.nodeagent.probe.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.peers.AccuracyTable;
import dev.foureyes.nodeagent.peers.link.EmulatedLink.Quality;
import dev.foureyes.nodeagent.peers.link.NodeInside;
import dev.foureyes.nodeagent.peers.link.RoutedNetwork;
import dev.foureyes.nodeagent.peers.link.ServersInside;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Times of queries beside dig's "Query time" in microseconds ({@code -u}), of BIND behind a link of
 * 10 ms each way, taking turns. Needs root, iproute2, bind9-dnsutils and what {@link ServersInside}
 * needs. The table is left in {@code target/accuracy.txt}.
 *
 * <p>dig's time is that of the query and its answer alone, also over TCP and TLS: what stands
 * beside it is {@code query_ms}, and not {@code resolution_ms}, which has the handshakes too. Over
 * TLS it is two round trips and not one, of both: BIND sends session tickets first, and its answer
 * once they are acknowledged.
 */
class DnsAccuracyIT {

  private static final int TURNS = 9;
  private static final double ROUND_TRIP_MS = 20;

  /** Of a Java that has just started. */
  private static final double WITHIN_MS = 6;

  private static final Pattern QUERY_TIME = Pattern.compile(";; Query time: (\\d+) usec");

  private static final AccuracyTable TABLE =
      new AccuracyTable("DNS, medians of " + TURNS + ", 20 ms round trip");

  @TempDir private static Path directory;
  private static RoutedNetwork network;
  private static ServersInside servers;

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

  private static DnsResult node(String server, String transport) throws Exception {
    ProbeResult result =
        NodeInside.probe(
            network.namespace("h"),
            "dns " + transport + " " + ServersInside.NAME + " A @" + server);
    assertThat(result.getFault()).as(result.getError()).isEqualTo(Fault.FAULT_OK);
    return result.getDns();
  }

  private static double dig(String server, String transport) throws Exception {
    String text =
        network
            .namespace("h")
            .run(
                List.of(
                    "dig",
                    "-u",
                    "+tries=1",
                    "+" + transport,
                    "@" + server,
                    ServersInside.NAME,
                    "A"))
            .text();
    Matcher time = QUERY_TIME.matcher(text);
    assertThat(time.find()).as(text).isTrue();
    return Integer.parseInt(time.group(1)) / 1000.0;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  @ParameterizedTest
  @CsvSource({
    RoutedNetwork.TARGET_V4 + ", --udp, notcp, 0",
    RoutedNetwork.TARGET_V6 + ", --udp, notcp, 0",
    RoutedNetwork.TARGET_V4 + ", --tcp, tcp, 1",
    RoutedNetwork.TARGET_V4 + ", --tls --insecure, tls, 2"
  })
  void queryAgreesWithDig(String server, String ours, String digs, int handshakes)
      throws Exception {
    List<Double> query = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> dig = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      DnsResult result = node(server, ours);
      query.add(result.getQueryMs());
      whole.add(result.getResolutionMs());
      dig.add(dig(server, digs));
    }
    TABLE.line(
        String.format(
            Locale.ROOT,
            "%-18s %-10s foureyes query %7.3f (whole %7.3f)  dig %7.3f ms",
            ours,
            server,
            median(query),
            median(whole),
            median(dig)));
    assertThat(median(query))
        .isCloseTo(median(dig), within(WITHIN_MS))
        .isGreaterThan(ROUND_TRIP_MS);
    assertThat(median(whole)).isGreaterThan(ROUND_TRIP_MS * (1 + handshakes));
  }
}
