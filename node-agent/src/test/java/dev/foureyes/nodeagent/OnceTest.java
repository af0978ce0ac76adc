package dev.foureyes.nodeagent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import dev.foureyes.nodeagent.cli.Terminal;
import dev.foureyes.nodeagent.cli.UsageException;
import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import dev.foureyes.nodeagent.probe.browser.BrowserSettings;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.report.Style;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that do one thing and end, as typed, with peers on loopback. */
class OnceTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private FakeDns names;
  private String printed = "";

  @BeforeEach
  void start() throws Exception {
    names =
        FakeDns.with(
            "web.example. 60 A 127.0.0.1",
            "web.example. 60 TXT \"v=spf1 -all\"",
            "cloud.example. 60 A 169.254.169.254");
  }

  @AfterEach
  void stop() throws Exception {
    names.close();
  }

  /** Runs a command line; its exit code. */
  private int run(String... typed) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(new PrintStream(bytes, true, UTF_8), new Style(80, true, false));
    LocalBench bench =
        new LocalBench(
            names.asSystem(),
            HttpProbes.systemTrust(),
            Secrets.NONE,
            BrowserSettings.OFF,
            Optional.empty(),
            NodeClock.system());
    CommandLine.Once once =
        (CommandLine.Once) CommandLine.parse(List.of(typed), Map.of(), "host-1");
    int exitCode = once.task().run(bench, terminal);
    printed = bytes.toString(UTF_8);
    return exitCode;
  }

  private ProbeResult result() throws Exception {
    ProbeResult.Builder result = ProbeResult.newBuilder();
    JsonFormat.parser().merge(printed, result);
    return result.build();
  }

  @Test
  void httpOptionsAreWhatTheTargetSees() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(OK)) {
      String url = "http://web.example:" + server.port() + "/p?q=1";
      assertThat(
              run("probe", "http", "-H", "X-One: 1", "--header=X-Two:  2", url, "--data", "body"))
          .isZero();
      assertThat(server.requests().getFirst())
          .startsWith("POST /p?q=1 HTTP/1.1\r\n")
          .contains("X-One: 1\r\n", "X-Two: 2\r\n", "Content-Length: 4\r\n");
      assertThat(server.requests()).as("the warm-up does not reach the target").hasSize(1);
      assertThat(printed)
          .startsWith("POST " + url + "\npassed   status 200 in ")
          .contains("  remote      127.0.0.1\n", "    connect ", "    total ");
      assertThat(names.questions()).containsExactly("udp web.example. A");
    }
  }

  @Test
  void redirectsAreFollowedUnlessToldOtherwise() throws Exception {
    try (ScriptedServer last = ScriptedServer.answering(OK);
        ScriptedServer first =
            ScriptedServer.answering(
                "HTTP/1.1 302 Found\r\nLocation: "
                    + last.url()
                    + "\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(run("probe", "http", first.url())).isZero();
      assertThat(printed)
          .contains(
              "  302 " + first.url() + " (127.0.0.1)\n", "  200 " + last.url() + " (127.0.0.1)\n");
      assertThat(run("probe", "http", first.url(), "--max-redirects", "0", "--expect-status=302"))
          .isZero();
      assertThat(run("probe", "http", first.url(), "--expect-status", "500-599,404")).isEqualTo(1);
      assertThat(printed).contains("failed   status 200 (expected: 500 to 599, 404)");
    }
  }

  @Test
  void certificateThatNobodyVouchesForFailsUnlessInsecure() throws Exception {
    TestAuthority authority = new TestAuthority("Nobody knows it");
    try (ScriptedServer server =
        ScriptedServer.answeringTls(authority.issue(Leaf.server("web.example")), OK)) {
      String url = "https://web.example:" + server.port() + "/";
      assertThat(run("probe", "http", url)).isEqualTo(1);
      assertThat(printed).contains("at: tls; lies with: the target", "not valid: ");
      assertThat(run("probe", "http", url, "-k")).isZero();
      assertThat(printed)
          .contains("  tls         TLSv1.3, TLS_", "CN=web.example, issued by CN=Nobody knows it");
    }
  }

  @Test
  void jsonIsTheContractsMessage() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(OK)) {
      assertThat(run("probe", "http", server.url(), "--json")).isZero();
      assertThat(result().getFault()).isEqualTo(Fault.FAULT_OK);
      assertThat(result().getHttp().getStatus()).isEqualTo(200);
      assertThat(result().getDurationMs()).isPositive();
      assertThat(result().getScheduledAt().getSeconds()).isPositive();
      assertThat(printed).contains("\"body_bytes\": 2").endsWith("}\n");
    }
    assertThat(run("dns", "nobody.example", "--json")).isEqualTo(1);
    assertThat(result().getError()).contains("NXDOMAIN");
  }

  @Test
  void tcp() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::idle)) {
      assertThat(run("probe", "tcp", "web.example:" + server.port())).isZero();
      assertThat(printed).contains("passed   connected to 127.0.0.1 in ");
      assertThat(run("probe", "tcp", "127.0.0.1:" + server.port(), "-4")).isZero();
      assertThat(run("probe", "tcp", "127.0.0.1:" + server.port(), "-6")).isEqualTo(4);
      assertThat(run("doctor", "--server", "127.0.0.1:" + server.port())).isBetween(0, 1);
      assertThat(printed)
          .containsPattern("server          ok       127.0.0.1:\\d+ accepts connections");
    }
    assertThat(run("probe", "tcp", "[::1]:1")).isEqualTo(1);
  }

  @Test
  void dns() throws Exception {
    assertThat(run("dns", "web.example", "txt")).isZero();
    assertThat(printed)
        .startsWith("DNS web.example TXT\npassed   NOERROR, 1 answer in ")
        .contains("  web.example.  60  TXT  \"v=spf1 -all\"\n");
    assertThat(run("dns", "@" + names.server(), "nobody.example")).isEqualTo(1);
    assertThat(run("dns", "nobody.example", "--expect-rcode", "nxdomain")).isZero();
    assertThat(run("probe", "dns", "web.example", "--tcp")).isZero();
    assertThat(printed).contains(names.server() + " over tcp");
    assertThat(names.questions()).last().isEqualTo("tcp web.example. A");
  }

  @ParameterizedTest
  @CsvSource({
    "probe http http://169.254.169.254/",
    "probe http http://cloud.example/",
    "probe tcp cloud.example:80",
    "dns web.example @169.254.169.254",
    "probe ping cloud.example",
    "trace cloud.example"
  })
  void neverListHoldsHereToo(String typed) throws Exception {
    assertThat(run(typed.split(" ", -1))).isEqualTo(4);
    assertThat(printed).contains("refused  the node never connects to 169.254.169.254: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "probe http ftp://a.example/ | URL: 'ftp://a.example/' (expected: an absolute http or https",
        "probe http http://a/ --max-redirects 21 | --max-redirects: 21 (expected: at most 20)",
        "probe http http://a/ -X GET -d x | --data: 1 bytes (expected: none with GET)",
        "probe http http://a/ -H Host:b | --header: Host (expected: none that the node sets itself)",
        "probe http http://a/ --expect-status 700 | --expect-status: 700 to 700 (expected: within",
        "probe tcp a.example:70000 | PORT: 70000 (expected: 1 to 65535)",
        "probe ping a -c 101 | --count: 101 (expected: 1 to 100)",
        "probe ping a --gap 5ms | --gap: 5 (expected: 10 to 10000)",
        "trace a --icmp -p 80 | --port: 80 (expected: none with ICMP)",
        "trace a --max-hops 65 | --max-hops: 65 (expected: 1 to 64)",
        "dns a..example | NAME: 'a..example' (expected: a domain name",
        "dns a.example @b:x | @SERVER: 'b:x' (expected: HOST or HOST:PORT)",
      })
  void whatTheProbeDoesNotTakeIsSaidInTheUsersWords(String typed, String message) {
    assertThatThrownBy(() -> run(typed.split(" ", -1)))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void silenceEndsByTheTimeout() throws Exception {
    try (FakeDns silent = FakeDns.silent()) {
      assertThat(run("dns", "a.example", "@" + silent.server(), "--timeout", "200ms")).isEqualTo(1);
      assertThat(printed).contains("no answer from " + silent.server() + " within 200 ms");
    }
  }

  @Test
  void eachHelpNamesWhatTheCommandTakes() throws Exception {
    assertThat(run("probe", "http", "--help")).isZero();
    assertThat(printed)
        .contains("URL", "--method", "--insecure", "--timeout", "Exit codes: 0 passed");
    assertThat(run("dns", "--help")).isZero();
    assertThat(printed).contains("NAME [TYPE] [@SERVER]", "--tcp", "--udp");
    assertThat(run("doctor", "-h")).isZero();
    assertThat(printed).contains("--data-dir", "Exit codes: 0 a node can run here");
    assertThat(run("probe", "--help")).isZero();
    assertThat(printed.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(110));
  }
}
