package dev.foureyes.nodeagent.probe.dns;

import static dev.foureyes.nodeagent.probe.dns.DnsRun.failure;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.proto.common.v1.DnsExpectation;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsExpectationsTest {

  private static final String[] ZONE = {
    "z.example. 60 A 10.0.0.1",
    "z.example. 90 A 10.0.0.2",
    "z.example. 60 AAAA fd00::1",
    "z.example. 60 MX 10 mail.z.example.",
    "z.example. 60 SOA ns.z.example. admin.z.example. 4294967290 2 3 4 5",
    "z.example. 60 TXT \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
  };

  private static DnsProbe.Builder config(String type, String expectation) throws Exception {
    return question("z.example", DnsRecordType.valueOf("DNS_RECORD_TYPE_" + type))
        .setExpect(TextFormat.parse(expectation, DnsExpectation.class));
  }

  private static ProbeOutcome run(String type, String expectation) throws Exception {
    try (FakeDns dns = FakeDns.with(ZONE)) {
      return DnsRun.run(
          DnsRun.probes(dns.asSystem()), config(type, expectation).build(), Duration.ofSeconds(5));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "A | exact: '10.0.0.2' exact: '10.0.0.1'",
        "A | contains: '10.0.0.2'",
        "A | matches: '^10\\\\.0\\\\.'",
        "A | min_answers: 2 max_answers: 2 max_ttl_s: 90",
        "A | authoritative: false authentic_data: false",
        "AAAA | exact: 'FD00:0::1'",
        "MX | exact: '10 MAIL.z.example.'",
        "SOA | min_serial: 4294967290",
        "SOA | min_serial: 4294967200",
      })
  void whatIsAsExpectedPasses(String type, String expectation) throws Exception {
    assertThat(run(type, expectation)).isInstanceOf(ProbeOutcome.Passed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "A | exact: '10.0.0.1' | the answers are 10.0.0.1, 10.0.0.2 (expected: exactly 10.0.0.1)",
        "A | exact: '10.0.0.1' exact: '10.0.0.2' exact: '10.0.0.3' | the answers are 10.0.0.1,"
            + " 10.0.0.2 (expected: exactly 10.0.0.1, 10.0.0.2, 10.0.0.3)",
        "CAA | contains: '0 issue \"a\"' | the answers are none (expected: 0 issue \"a\" among them)",
        "A | matches: '^192' | the answers are 10.0.0.1, 10.0.0.2 (expected: one that matches ^192)",
        "A | min_answers: 3 | 2 answers (expected: at least 3)",
        "A | max_answers: 1 | 2 answers (expected: at most 1)",
        "MX | max_answers: 0 | 1 answer (expected: at most 0)",
        "A | max_ttl_s: 89 | a time to live of 90 s (expected: at most 89 s)",
        "A | authoritative: true | the flag AA (authoritative) is not set (expected: set)",
        "A | authentic_data: true | the flag AD (authentic data) is not set (expected: set)",
        "SOA | min_serial: 4294967291 | serial 4294967290 (expected: at least 4294967291)",
        "SOA | min_serial: 5 | serial 4294967290 (expected: at least 5)",
        "A | min_serial: 5 | no SOA record and so no serial (expected: at least 5)",
      })
  void whatIsNotAsExpectedHasItsOwnSentence(String type, String expectation, String sentence)
      throws Exception {
    assertThat(failure(run(type, expectation)))
        .isEqualTo(
            new Failure(
                Fault.FAULT_TARGET,
                ErrorPhase.ERROR_PHASE_CONTENT,
                "z.example. " + type + ": " + sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "A | exact: 'z.example' | dns.expect.exact: 'z.example' (expected: data of a record of the"
            + " type A, as in a zone file)",
        "MX | contains: 'mail' | dns.expect.contains: 'mail' (expected: data of a record of the type"
            + " MX, as in a zone file)",
        "A | matches: '(' | dns.expect.matches: '(' (expected: a regular expression of at most 200"
            + " characters)",
      })
  void whatCannotBeExpectedIsRefused(String type, String expectation, String message)
      throws Exception {
    DnsProbe config = config(type, expectation).build();
    assertThatThrownBy(() -> DnsSettings.of(config))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessage(message);
  }

  /** It would try some 2^46 ways otherwise. */
  @Test
  void patternThatNeverEndsEnds() throws Exception {
    long start = System.nanoTime();
    ProbeOutcome outcome = run("TXT", "matches: '(a|aa)+b'");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThat(failure(outcome).sentence()).endsWith("(expected: one that matches (a|aa)+b)");
  }
}
