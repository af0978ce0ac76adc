package dev.foureyes.nodeagent.probe.dns;

import static dev.foureyes.nodeagent.probe.dns.DnsRun.dns;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.failure;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsRootHint;
import dev.foureyes.proto.common.v1.DnsTrace;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.DnsTraceStep;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Walks along servers that lead astray. One server plays all of them. */
class DnsTraceTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static ProbeOutcome walk(String name, Function<Message, Message> answers)
      throws Exception {
    try (FakeDns dns = new FakeDns(query -> Optional.of(answers.apply(query)))) {
      DnsProbe config =
          question(name, DnsRecordType.DNS_RECORD_TYPE_A)
              .setTrace(
                  DnsTrace.newBuilder()
                      .addRootHints(
                          DnsRootHint.newBuilder().setAddress("127.0.0.1").setPort(dns.port())))
              .build();
      return DnsRun.run(DnsRun.probes(dns.asSystem()), config, TIMEOUT);
    }
  }

  private static Message referral(Message query, String zone, String glue) {
    try {
      Message answer = FakeDns.answer(query);
      Name server = Name.fromString("ns.example.");
      answer.addRecord(
          new NSRecord(Name.fromString(zone), DClass.IN, 60, server), Section.AUTHORITY);
      if (!glue.isEmpty()) {
        answer.addRecord(
            new ARecord(server, DClass.IN, 60, InetAddress.ofLiteral(glue)), Section.ADDITIONAL);
      }
      return answer;
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void referralToTheSameZoneIsALoop() throws Exception {
    ProbeOutcome outcome =
        walk("www.z.example", query -> referral(query, "z.example.", "127.0.0.1"));
    assertThat(dns(outcome).getTrace().getStepsList())
        .extracting(DnsTraceStep::getZone)
        .containsExactly(".", "z.example.");
    assertThat(failure(outcome).sentence())
        .endsWith(
            " refers to the servers of z.example., which is no way from z.example. to"
                + " www.z.example.");
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
  }

  @Test
  void referralUpwardsOrAsideLeadsNowhere() throws Exception {
    for (String zone : new String[] {".", "other.example."}) {
      ProbeOutcome outcome = walk("www.z.example", query -> referral(query, zone, "127.0.0.1"));
      assertThat(failure(outcome).sentence()).contains("which is no way from . to www.z.example.");
    }
  }

  @Test
  void everLongerWayEnds() throws Exception {
    String name = "a.".repeat(100) + "example";
    int[] labels = {1};
    ProbeOutcome outcome =
        walk(
            name,
            query -> {
              Name asked = query.getQuestion().getName();
              labels[0]++;
              return referral(
                  query, new Name(asked, asked.labels() - labels[0]).toString(), "127.0.0.1");
            });
    assertThat(failure(outcome).sentence()).endsWith("takes more than 64 queries");
    assertThat(dns(outcome).getTrace().getStepsCount()).isEqualTo(64);
  }

  @Test
  void serversThatKnowEachOtherOnlyAreNotFound() throws Exception {
    ProbeOutcome outcome = walk("www.z.example", query -> referral(query, "example.", ""));
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
    assertThat(failure(outcome).sentence())
        .isEqualTo("no server of the zone example. has an address");
  }

  @Test
  void metadataServiceIsNotAskedWhoeverRefersToIt() throws Exception {
    ProbeOutcome outcome =
        walk("www.z.example", query -> referral(query, "example.", "169.254.169.254"));
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_CONFIG);
    assertThat(failure(outcome).sentence())
        .startsWith("the node never connects to 169.254.169.254");
    assertThat(dns(outcome).getTrace().getSteps(1).getError())
        .startsWith("the node never connects to 169.254.169.254");
  }

  @Test
  void errorOfARootServerIsTold() throws Exception {
    ProbeOutcome outcome = walk("www.z.example", query -> FakeDns.answer(query, Rcode.REFUSED));
    Failure failure = failure(outcome);
    assertThat(failure.sentence()).endsWith(" answered REFUSED for www.z.example. A");
    assertThat(dns(outcome).getTrace().getSteps(0).getRcode()).isEqualTo("REFUSED");
    ProbeOutcome lame = walk("www.z.example", FakeDns::answer);
    assertThat(failure(lame).sentence())
        .endsWith("gives neither an answer nor a referral (a lame delegation)");
  }

  @Test
  void traceHasNoServerAndNoEncryption() {
    DnsProbe.Builder config =
        question("z.example", DnsRecordType.DNS_RECORD_TYPE_A)
            .setTrace(DnsTrace.getDefaultInstance());
    assertThatThrownBy(() -> DnsSettings.of(config.clone().setServer("192.0.2.1").build()))
        .hasMessage(
            "dns.trace: with a server (expected: UDP or TCP, and no server, for it begins at the"
                + " root)");
    assertThatThrownBy(() ->
            DnsSettings.of(
                config
                    .clone()
                    .setServer("https://a/")
                    .setTransport(DnsTransport.DNS_TRANSPORT_HTTPS)
                    .build()))
        .hasMessageStartingWith("dns.trace: with a server");
  }

  @Test
  void rootServersOfTheInternetAreKnown() throws Exception {
    assertThat(RootHints.of(List.of()))
        .hasSize(26)
        .allSatisfy(hint -> {
          assertThat(hint.name()).matches("[a-m]\\.root-servers\\.net\\.");
          assertThat(hint.address().getPort()).isEqualTo(53);
        });
    assertThat(TrustAnchors.of(List.of()))
        .extracting(anchor -> anchor.getFootprint())
        .containsExactly(20326, 38696);
  }
}
