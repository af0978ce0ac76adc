package dev.foureyes.nodeagent.probe.dns;

import static dev.foureyes.nodeagent.probe.dns.DnsRun.dns;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.failure;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.DnsRecord;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

class DnsProbesTest {

  private static final Duration TIMEOUT = Duration.ofMillis(800);

  private static ProbeOutcome run(SystemResolvers system, DnsProbe.Builder config)
      throws Exception {
    return DnsRun.run(DnsRun.probes(system), config.build(), TIMEOUT);
  }

  private static ProbeOutcome ask(FakeDns dns, DnsProbe.Builder config) throws Exception {
    return run(dns.asSystem(), config.setServer(dns.server()));
  }

  private static final String[] ZONE = {
    "z.example. 60 A 10.0.0.1",
    "z.example. 60 AAAA fd00::1",
    "z.example. 60 NS ns.z.example.",
    "c.example. 60 CNAME z.example.",
    "z.example. 60 SOA ns.z.example. admin.z.example. 1 2 3 4 5",
    "z.example. 60 MX 10 mail.z.example.",
    "z.example. 60 TXT \"v=spf1 -all\"",
    "_s._tcp.z.example. 60 SRV 1 2 443 h.z.example.",
    "z.example. 60 CAA 0 issue \"ca.example\"",
    "1.0.0.10.in-addr.arpa. 60 PTR z.example.",
  };

  @ParameterizedTest
  @CsvSource({
    "z.example, A, 10.0.0.1",
    "z.example., AAAA, fd00:0:0:0:0:0:0:1",
    "z.example, NS, ns.z.example.",
    "c.example, CNAME, z.example.",
    "z.example, SOA, ns.z.example. admin.z.example. 1 2 3 4 5",
    "z.example, MX, 10 mail.z.example.",
    "z.example, TXT, \"v=spf1 -all\"",
    "_s._tcp.z.example, SRV, 1 2 443 h.z.example.",
    "z.example, CAA, 0 issue \"ca.example\"",
    "1.0.0.10.in-addr.arpa, PTR, z.example.",
    "10.0.0.1, PTR, z.example.",
  })
  void recordsOfEachTypeAreRead(String name, String type, String data) throws Exception {
    try (FakeDns dns = FakeDns.with(ZONE)) {
      ProbeOutcome outcome =
          ask(dns, question(name, DnsRecordType.valueOf("DNS_RECORD_TYPE_" + type)));
      assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      DnsResult result = dns(outcome);
      assertThat(result.getAnswersList()).extracting(DnsRecord::getData).containsExactly(data);
      assertThat(result.getAnswers(0).getType()).isEqualTo(type);
      assertThat(result.getAnswers(0).getTtlS()).isEqualTo(60);
      assertThat(result.getAnswerCount()).isEqualTo(1);
      assertThat(result.getRcode()).isEqualTo("NOERROR");
      assertThat(result.getServer()).isEqualTo(dns.server());
      assertThat(result.getTransport()).isEqualTo("udp");
      assertThat(result.getRecursionAvailable()).isTrue();
      assertThat(result.getAuthoritative()).isFalse();
      assertThat(result.getResolutionMs()).isPositive();
      assertThat(result.getResponseBytes()).isGreaterThan(12);
    }
  }

  @Test
  void unspecifiedTypeIsA() throws Exception {
    try (FakeDns dns = FakeDns.with(ZONE)) {
      assertThat(dns(ask(dns, DnsProbe.newBuilder().setName("z.example"))).getAnswers(0).getData())
          .isEqualTo("10.0.0.1");
    }
  }

  @Test
  void noRecordOfTheTypeIsAnAnswer() throws Exception {
    try (FakeDns dns = FakeDns.with("z.example. 60 A 10.0.0.1")) {
      ProbeOutcome outcome = ask(dns, question("z.example", DnsRecordType.DNS_RECORD_TYPE_MX));
      assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      assertThat(dns(outcome).getAnswerCount()).isZero();
      assertThat(dns(outcome).hasAnswerCount()).isTrue();
    }
  }

  private static Message manyRecords(Message query, int count) {
    Message answer = FakeDns.answer(query);
    for (int i = 0; i < count; i++) {
      answer.addRecord(
          new ARecord(
              query.getQuestion().getName(),
              DClass.IN,
              60,
              new byte[] {10, 0, (byte) (i / 256), (byte) i}),
          Section.ANSWER);
    }
    return answer;
  }

  @Test
  void cutAnswerIsAskedForAgainOverTcp() throws Exception {
    try (FakeDns dns = new FakeDns(query -> Optional.of(manyRecords(query, 200)))) {
      dns.overUdp(query -> {
        Message cut = FakeDns.answer(query);
        cut.getHeader().setFlag(Flags.TC);
        return Optional.of(cut);
      });
      ProbeOutcome outcome = ask(dns, question("many.example", DnsRecordType.DNS_RECORD_TYPE_A));
      DnsResult result = dns(outcome);
      assertThat(result.getTransport()).isEqualTo("tcp");
      assertThat(result.getTruncated()).isFalse();
      assertThat(result.getAnswerCount()).isEqualTo(200);
      assertThat(result.getAnswersCount()).as("at most 50 are kept").isEqualTo(50);
      ProbeOutcome udpOnly =
          ask(
              dns,
              question("many.example", DnsRecordType.DNS_RECORD_TYPE_A)
                  .setTransport(DnsTransport.DNS_TRANSPORT_UDP));
      assertThat(dns(udpOnly).getTransport()).isEqualTo("udp");
      assertThat(dns(udpOnly).getTruncated()).isTrue();
    }
  }

  @Test
  void overTcpOnlyWhenTheTestSaysSo() throws Exception {
    try (FakeDns dns = FakeDns.with(ZONE)) {
      ProbeOutcome outcome =
          ask(
              dns,
              question("z.example", DnsRecordType.DNS_RECORD_TYPE_A)
                  .setTransport(DnsTransport.DNS_TRANSPORT_TCP));
      assertThat(dns(outcome).getTransport()).isEqualTo("tcp");
      assertThat(dns.questions()).containsExactly("tcp z.example. A");
    }
  }

  @ParameterizedTest
  @CsvSource({"NXDOMAIN, true", "NOERROR, false", "SERVFAIL, false"})
  void testSaysWhichCodesAreASuccess(String rcode, boolean passes) throws Exception {
    try (FakeDns dns =
        new FakeDns(query -> Optional.of(FakeDns.answer(query, Rcode.value(rcode))))) {
      ProbeOutcome outcome =
          ask(
              dns,
              question("gone.example", DnsRecordType.DNS_RECORD_TYPE_A)
                  .addExpectedResponseCodes(DnsResponseCode.DNS_RESPONSE_CODE_NXDOMAIN)
                  .addExpectedResponseCodes(DnsResponseCode.DNS_RESPONSE_CODE_REFUSED));
      assertThat(outcome instanceof ProbeOutcome.Passed).isEqualTo(passes);
      assertThat(dns(outcome).getRcode()).isEqualTo(rcode);
    }
  }

  @Test
  void responseCodeOfALaterContractIsRefused() {
    assertThatThrownBy(() ->
            run(
                SystemResolvers.ofThisMachine(),
                question("z.example", DnsRecordType.DNS_RECORD_TYPE_A)
                    .addExpectedResponseCodesValue(99)))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessage(
            "dns.expected_response_codes: [99] (expected: those that this version of the agent"
                + " knows)");
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.NXDOMAIN, Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR})
  void otherCodesAreTheTargetsFault(int rcode) throws Exception {
    try (FakeDns dns = new FakeDns(query -> Optional.of(FakeDns.answer(query, rcode)))) {
      ProbeOutcome outcome = ask(dns, question("z.example", DnsRecordType.DNS_RECORD_TYPE_A));
      assertThat(failure(outcome))
          .isEqualTo(
              new Failure(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_DNS,
                  dns.server() + " answered " + Rcode.string(rcode) + " for z.example. A"));
      assertThat(dns(outcome).getRcode()).isEqualTo(Rcode.string(rcode));
      assertThat(dns(outcome).hasResolutionMs()).isTrue();
    }
  }

  @Test
  void silenceOfANamedServerIsThePaths() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      long start = System.nanoTime();
      ProbeOutcome outcome = ask(dns, question("z.example", DnsRecordType.DNS_RECORD_TYPE_A));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusMillis(250));
      assertThat(failure(outcome))
          .isEqualTo(
              new Failure(
                  Fault.FAULT_PATH,
                  ErrorPhase.ERROR_PHASE_DNS,
                  "no answer from " + dns.server() + " within 800 ms"));
      assertThat(dns(outcome).getServer()).isEqualTo(dns.server());
      assertThat(dns(outcome).hasResolutionMs()).isFalse();
      assertThat(dns.questions()).as("a lost packet is forgiven once").hasSize(2);
    }
  }

  @Test
  void silenceOfTheSystemsResolverIsTheNodes() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      ProbeOutcome outcome =
          run(dns.asSystem(), question("z.example", DnsRecordType.DNS_RECORD_TYPE_A));
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DNS_TRANSPORT_UDP", "DNS_TRANSPORT_TCP"})
  void closedPortIsTheTargetsOrForTheSystemTheNodes(DnsTransport transport) throws Exception {
    FakeDns dns = FakeDns.silent();
    dns.close();
    ProbeOutcome named =
        ask(dns, question("z.example", DnsRecordType.DNS_RECORD_TYPE_A).setTransport(transport));
    assertThat(failure(named).sentence())
        .isEqualTo(dns.server() + " refused the query: nothing listens there");
    assertThat(failure(named).fault()).isEqualTo(Fault.FAULT_TARGET);
    ProbeOutcome system =
        run(
            dns.asSystem(),
            question("z.example", DnsRecordType.DNS_RECORD_TYPE_A).setTransport(transport));
    assertThat(failure(system).sentence())
        .isEqualTo(dns.server() + " refused the query: nothing listens there");
    assertThat(failure(system).fault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
  }

  @Test
  void serverThatHangsUpIsTheTargets() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(connection -> connection.socket().getInputStream().read());
        FakeDns dns = FakeDns.silent()) {
      ProbeOutcome outcome =
          run(
              dns.asSystem(),
              question("z.example", DnsRecordType.DNS_RECORD_TYPE_A)
                  .setServer("127.0.0.1:" + server.port())
                  .setTransport(DnsTransport.DNS_TRANSPORT_TCP));
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
      assertThat(failure(outcome).sentence()).endsWith("closed the connection without an answer");
    }
  }

  @Test
  void answerThatDripsEndsInTime() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(connection -> {
              connection.write(new byte[] {2, 0});
              while (true) {
                connection.write(new byte[] {0});
                connection.pause(20);
              }
            });
        FakeDns dns = FakeDns.silent()) {
      long start = System.nanoTime();
      ProbeOutcome outcome =
          run(
              dns.asSystem(),
              question("z.example", DnsRecordType.DNS_RECORD_TYPE_A)
                  .setServer("127.0.0.1:" + server.port())
                  .setTransport(DnsTransport.DNS_TRANSPORT_TCP));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusMillis(250));
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_PATH);
    }
  }

  @Test
  void everyRunOverTcpHasAConnectionOfItsOwn() throws Exception {
    try (FakeDns dns = FakeDns.with(ZONE)) {
      for (int i = 0; i < 5; i++) {
        ProbeOutcome outcome =
            ask(
                dns,
                question("z.example", DnsRecordType.DNS_RECORD_TYPE_A)
                    .setTransport(DnsTransport.DNS_TRANSPORT_TCP));
        assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      }
    }
  }

  @Test
  void serverIsFoundByName() throws Exception {
    try (FakeDns dns = FakeDns.with("ns.example. 60 A 127.0.0.1", "z.example. 60 A 10.0.0.1")) {
      ProbeOutcome outcome =
          run(
              dns.asSystem(),
              question("z.example", DnsRecordType.DNS_RECORD_TYPE_A)
                  .setServer("ns.example:" + dns.port()));
      assertThat(dns(outcome).getAnswers(0).getData()).isEqualTo("10.0.0.1");
      ProbeOutcome unknown =
          run(
              dns.asSystem(),
              question("z.example", DnsRecordType.DNS_RECORD_TYPE_A).setServer("none.example"));
      assertThat(failure(unknown).sentence()).isEqualTo("none.example does not exist (NXDOMAIN)");
    }
  }

  @Test
  void metadataServiceIsNotAskedUnlessTheMachineIsSetToIt() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      ProbeOutcome outcome =
          run(
              dns.asSystem(),
              question("z.example", DnsRecordType.DNS_RECORD_TYPE_A).setServer("169.254.169.254"));
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_CONFIG);
    }
  }

  @Test
  void longTextIsCut() throws Exception {
    String text =
        "\"" + "x".repeat(250) + "\" \"" + "y".repeat(250) + "\" \"" + "z".repeat(250) + "\"";
    try (FakeDns dns = FakeDns.with("z.example. 60 TXT " + text)) {
      ProbeOutcome outcome = ask(dns, question("z.example", DnsRecordType.DNS_RECORD_TYPE_TXT));
      assertThat(dns(outcome).getAnswers(0).getData()).hasSize(512);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', dns.name",
    "a..b, '', dns.name",
    "z.example, ':', dns.server",
    "z.example, 'ns.example:0', dns.server",
    "z.example, 'ns.example:99999', dns.server",
    "z.example, 'ns.example:x', dns.server",
  })
  void impossibleConfigurationIsRefused(String name, String server, String field) throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      DnsProbes probes = DnsRun.probes(dns.asSystem());
      assertThatThrownBy(
              () -> probes.create(DnsProbe.newBuilder().setName(name).setServer(server).build()))
          .isInstanceOf(InvalidProbeException.class)
          .hasMessageStartingWith(field)
          .hasMessageContaining("expected");
    }
  }

  @Test
  void recordTypeOfANewerServerIsRefused() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      DnsProbes probes = DnsRun.probes(dns.asSystem());
      assertThatThrownBy(() ->
              probes.create(
                  DnsProbe.newBuilder().setName("z.example").setRecordTypeValue(3).build()))
          .hasMessage("dns.record_type: 3 (expected: one that this version of the agent knows)");
    }
  }
}
