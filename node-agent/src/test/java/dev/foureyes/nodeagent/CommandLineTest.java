package dev.foureyes.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.CommandLine.Command;
import dev.foureyes.nodeagent.CommandLine.GivenToken;
import dev.foureyes.nodeagent.CommandLine.Run;
import dev.foureyes.nodeagent.CommandLine.TokenFile;
import dev.foureyes.nodeagent.CommandLine.Version;
import dev.foureyes.nodeagent.cli.UsageException;
import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.log.LogFormat;
import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.nodeagent.probe.browser.BrowserSettings;
import dev.foureyes.nodeagent.probe.name.OriginZone;
import dev.foureyes.nodeagent.spool.SpoolLimits;
import dev.foureyes.nodeagent.update.UpdateSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

  private static Command parse(Map<String, String> environment, String... arguments)
      throws UsageException {
    return CommandLine.parse(List.of(arguments), environment, "host-1");
  }

  private static Run run(String... options) throws UsageException {
    String[] arguments =
        Stream.concat(Stream.of("run"), Arrays.stream(options)).toArray(String[]::new);
    return (Run) parse(Map.of(), arguments);
  }

  private static final Map<String, String> MOST_VARIABLES =
      Map.of(
          "FOUREYES_NODE_SERVER", "gw:1",
          "FOUREYES_NODE_TOKEN", "t",
          "FOUREYES_NODE_DATA_DIR", "/d",
          "FOUREYES_NODE_NAME", "n",
          "FOUREYES_NODE_SPOOL_MAX_BYTES", "1g",
          "FOUREYES_NODE_SPOOL_MAX_AGE", "1d",
          "FOUREYES_NODE_ALLOW_TARGETS", "10.0.0.0/8",
          "FOUREYES_NODE_DENY_TARGETS", "10.1.0.0/16,fd00::/8",
          "FOUREYES_NODE_REFERENCE_TARGETS", "ref:1,[fd00::1]:2",
          "FOUREYES_NODE_LOG_FORMAT", "json");

  /** A map is made of ten at most. */
  private static final Map<String, String> ALL_VARIABLES =
      Stream.concat(
              MOST_VARIABLES.entrySet().stream(),
              Map.of("FOUREYES_NODE_ASN_ZONE", "asn.example").entrySet().stream())
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  @Test
  void defaults() throws Exception {
    Run run = run("--server", "gw:9443", "--data-dir", "/data");
    assertThat(run.settings())
        .isEqualTo(
            new AgentSettings(
                new ServerAddress("gw", 9443),
                Path.of("/data"),
                "host-1",
                "host-1",
                new SpoolLimits(512 << 20, Duration.ofDays(3))));
    assertThat(run.token()).isInstanceOf(CommandLine.NoToken.class);
    assertThat(run.logFormat()).isEqualTo(LogFormat.TEXT);
  }

  private static final Run ALL_SET =
      new Run(
          new AgentSettings(
              new ServerAddress("gw", 1),
              Path.of("/d"),
              "host-1",
              "n",
              new SpoolLimits(1 << 30, Duration.ofDays(1)),
              UpdateSettings.OFF,
              TargetPolicy.DEFAULT.allowing("10.0.0.0/8").denying("10.1.0.0/16,fd00::/8"),
              List.of(new ServerAddress("ref", 1), new ServerAddress("fd00::1", 2)),
              "",
              BrowserSettings.OFF,
              Optional.of(OriginZone.of("asn.example."))),
          new GivenToken("t"),
          LogFormat.JSON);

  @Test
  void everyOptionIsAVariableToo() throws Exception {
    assertThat(parse(ALL_VARIABLES, "run")).isEqualTo(ALL_SET);
    assertThat(
            run(
                "--server=gw:1",
                "--token=t",
                "--data-dir=/d",
                "--name=n",
                "--spool-max-bytes=1g",
                "--spool-max-age=24h",
                "--allow-targets=10.0.0.0/8",
                "--deny-targets=10.1.0.0/16,fd00::/8",
                "--reference-targets=ref:1,[fd00::1]:2",
                "--asn-zone=asn.example",
                "--log-format=json"))
        .isEqualTo(ALL_SET);
    assertThat(
            ((Run)
                    parse(
                        Map.of("FOUREYES_NODE_TOKEN_FILE", "/t", "FOUREYES_NODE_SERVER", "gw:1"),
                        "run",
                        "--data-dir",
                        "/d"))
                .token())
        .isEqualTo(new TokenFile(Path.of("/t")));
  }

  @Test
  void commandLineGoesBeforeTheEnvironment() throws Exception {
    Run run = (Run) parse(ALL_VARIABLES, "run", "--server", "other:2");
    assertThat(run.settings().server()).isEqualTo(new ServerAddress("other", 2));
    assertThat(run.settings().name()).isEqualTo("n");
  }

  @Test
  void helpNamesEveryOptionAndVariable() throws Exception {
    assertThat(help("run", "--help"))
        .contains(ALL_VARIABLES.keySet())
        .contains(
            "FOUREYES_NODE_TOKEN_FILE", "--token-file FILE", "--spool-max-age TIME", "Exit codes:");
  }

  @Test
  void thePublicAddressIsAnAddress() throws Exception {
    assertThat(run("--server=gw:1", "--data-dir=/d").settings().publicAddress()).isEmpty();
    assertThat(
            run("--server=gw:1", "--data-dir=/d", "--public-address", "2001:DB8:0::7")
                .settings()
                .publicAddress())
        .isEqualTo("2001:db8::7");
    assertThatThrownBy(
            () -> run("--server=gw:1", "--data-dir=/d", "--public-address", "node.example.org"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--public-address: node.example.org (expected: an IP address, for example 192.0.2.7 or"
                + " 2001:db8::7)");
  }

  @Test
  void otherCommands() throws Exception {
    assertThat(parse(Map.of(), "version")).isInstanceOf(Version.class);
    assertThat(parse(Map.of(), "dns", "a.example")).isInstanceOf(CommandLine.Once.class);
  }

  private static String help(String... arguments) throws UsageException {
    return ((CommandLine.Help) parse(Map.of(), arguments)).text();
  }

  @Test
  void helpListsTheCommands() throws Exception {
    assertThat(help("--help")).isEqualTo(help("help")).isEqualTo(help("-h"));
    assertThat(help("help"))
        .contains(
            "foureyes-node probe http URL",
            "foureyes-node probe tcp HOST:PORT",
            "foureyes-node dns NAME [TYPE] [@SERVER]",
            "foureyes-node doctor",
            "foureyes-node run",
            "Exit codes: 0 passed, 1 failed, 2 wrong usage");
    assertThat(help("help", "run")).isEqualTo(help("run", "-h"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "| command: none (expected: probe, dns, trace, doctor, secret, update or run; `foureyes-node --help` says more)",
        "fly | command: fly (expected: probe, dns, trace, doctor, secret, update, run, version or help)",
        "rnu | command: rnu (expected: probe, dns, trace, doctor, secret, update, run, version or help; did you mean run?)",
        "run | --server: not given (expected: HOST:PORT, here or as FOUREYES_NODE_SERVER)",
        "run --server gw:1 | --data-dir: not given (expected: DIR, here or as FOUREYES_NODE_DATA_DIR)",
        "run --server gw --data-dir d | --server: gw (expected: HOST:PORT, for example gateway.example.com:9443)",
        "run --server gw:99999 --data-dir d | --server: gw:99999 (expected: a port from 1 to 65535)",
        "run --bogus 1 | option: --bogus (expected: one of those in `foureyes-node run --help`)",
        "run --sever a:1 | option: --sever (expected: one of those in `foureyes-node run --help`;"
            + " did you mean --server?)",
        "run extra | option: extra (expected: one of those in `foureyes-node run --help`)",
        "run --server | --server: no value (expected: HOST:PORT)",
        "run --server gw:1 --data-dir d --spool-max-bytes 5x"
            + " | --spool-max-bytes: 5x (expected: bytes, for example 536870912 or 512m)",
        "run --server gw:1 --data-dir d --spool-max-bytes 5"
            + " | --spool-max-bytes: 5 (expected: at least 65536)",
        "run --server gw:1 --data-dir d --spool-max-age 5"
            + " | --spool-max-age: 5 (expected: a number with s, m, h or d, for example 72h)",
        "run --server gw:1 --data-dir d --spool-max-age 0s | --spool-max-age: PT0S (expected: at least 1s)",
        "run --server gw:1 --data-dir d --deny-targets 10.0.0.1/8"
            + " | --deny-targets: 10.0.0.1/8 (expected: no bits set after the first 8)",
        "run --server gw:1 --data-dir d --log-format xml | --log-format: xml (expected: text or json)",
        "run --server gw:1 --data-dir d --token t --token-file f"
            + " | --token and --token-file: both given (expected: one of them)"
      })
  void wrongUsageNamesOptionValueAndExpectation(String arguments, String message) {
    String[] words = arguments == null ? new String[0] : arguments.split(" ", -1);
    assertThatThrownBy(() -> parse(Map.of(), words))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }
}
