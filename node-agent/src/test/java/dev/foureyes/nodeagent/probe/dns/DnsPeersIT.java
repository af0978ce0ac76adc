package dev.foureyes.nodeagent.probe.dns;

import static dev.foureyes.nodeagent.probe.dns.DnsRun.dns;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.failure;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.foureyes.nodeagent.peers.DnsLab;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsTrace;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.DnsRecord;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.DnsTraceStep;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BIND and Unbound, over each transport and from the root; and beside {@code dig}. */
class DnsPeersIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static DnsLab lab;
  private static X509ExtendedTrustManager trust;

  @BeforeAll
  static void start() throws Exception {
    lab = new DnsLab(directory);
    trust = DnsRun.trusting(lab.authority());
  }

  @AfterAll
  static void stop() throws Exception {
    lab.close();
  }

  private static ProbeOutcome run(DnsProbe.Builder config, X509ExtendedTrustManager trusted)
      throws Exception {
    return DnsRun.run(
        DnsRun.probes(SystemResolvers.ofThisMachine(), trusted), config.build(), TIMEOUT);
  }

  private static DnsProbe.Builder www(String server, DnsTransport transport) {
    return question("www.good.test", DnsRecordType.DNS_RECORD_TYPE_A)
        .setServer(server)
        .setTransport(transport);
  }

  private static void assertAnswered(ProbeOutcome outcome, String transport) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(ProbeOutcome.Passed.class);
    assertThat(dns(outcome).getAnswersList())
        .extracting(DnsRecord::getData)
        .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
    assertThat(dns(outcome).getTransport()).isEqualTo(transport);
    assertThat(dns(outcome).getEdns().getNsid()).isEqualTo("foureyes-resolver");
    assertThat(dns(outcome).getQueryMs()).isPositive();
  }

  @Test
  void overTls() throws Exception {
    DnsResult result;
    ProbeOutcome outcome = run(www(lab.tlsResolver(), DnsTransport.DNS_TRANSPORT_TLS), trust);
    assertAnswered(outcome, "tls");
    result = dns(outcome);
    assertThat(result.getTls().getValid()).isTrue();
    assertThat(result.getTls().getVersion()).isEqualTo("TLSv1.3");
    assertThat(result.getTls().getChainCount()).isEqualTo(2);
    assertThat(result.getConnectMs() + result.getTlsMs() + result.getQueryMs())
        .isPositive()
        .isLessThanOrEqualTo(result.getResolutionMs());
  }

  @Test
  void overHttps() throws Exception {
    ProbeOutcome outcome = run(www(lab.httpsResolver(), DnsTransport.DNS_TRANSPORT_HTTPS), trust);
    assertAnswered(outcome, "https");
    DnsResult result = dns(outcome);
    assertThat(result.getTls().getValid()).isTrue();
    assertThat(result.getHttpStatus()).isEqualTo(200);
    assertThat(result.getServer()).isEqualTo(lab.httpsResolver());
    assertThat(result.hasConnectMs() && result.hasTlsMs()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"DNS_TRANSPORT_TLS", "DNS_TRANSPORT_HTTPS"})
  void certificateOfAnUnknownAuthorityIsRefusedUnlessTheTestAcceptsIt(DnsTransport transport)
      throws Exception {
    String server =
        transport == DnsTransport.DNS_TRANSPORT_TLS ? lab.tlsResolver() : lab.httpsResolver();
    ProbeOutcome refused = run(www(server, transport), HttpProbes.systemTrust());
    assertThat(failure(refused).fault()).isEqualTo(Fault.FAULT_TARGET);
    assertThat(failure(refused).phase()).isEqualTo(ErrorPhase.ERROR_PHASE_TLS);
    assertThat(failure(refused).sentence()).contains("no authority that the node trusts");
    assertThat(dns(refused).getTls().getChainCount()).isEqualTo(2);
    assertThat(dns(refused).getTls().getValid()).isFalse();
    ProbeOutcome accepted =
        run(www(server, transport).setSkipCertificateCheck(true), HttpProbes.systemTrust());
    assertThat(accepted).isInstanceOf(ProbeOutcome.Passed.class);
    assertThat(dns(accepted).getTls().getValid()).isFalse();
  }

  @Test
  void anotherPathOfTheSameServerIsAnErrorOfHttp() throws Exception {
    ProbeOutcome outcome =
        run(
            www(
                lab.httpsResolver().replace("/dns-query", "/nothing"),
                DnsTransport.DNS_TRANSPORT_HTTPS),
            trust);
    assertThat(failure(outcome).phase()).isEqualTo(ErrorPhase.ERROR_PHASE_STATUS);
    assertThat(failure(outcome).sentence()).endsWith("answered HTTP status 404 (expected: 200)");
    assertThat(dns(outcome).getHttpStatus()).isEqualTo(404);
  }

  private static ProbeOutcome trace(String name, DnsRecordType type) throws Exception {
    return run(
        question(name, type).setTrace(DnsTrace.newBuilder().addRootHints(lab.hint())), trust);
  }

  @Test
  void walkFromTheRootShowsEachStep() throws Exception {
    ProbeOutcome outcome = trace("www.good.test", DnsRecordType.DNS_RECORD_TYPE_A);
    assertThat(outcome).as("%s", outcome).isInstanceOf(ProbeOutcome.Passed.class);
    DnsResult result = dns(outcome);
    assertThat(result.getTrace().getStepsList())
        .extracting(DnsTraceStep::getZone, DnsTraceStep::getReferral, DnsTraceStep::getHasDs)
        .containsExactly(
            tuple(".", "test.", true),
            tuple("test.", "good.test.", true),
            tuple("good.test.", "", false));
    assertThat(result.getTrace().getStepsList()).allMatch(DnsTraceStep::hasRttMs);
    assertThat(result.getAuthoritative()).isTrue();
    assertThat(result.getAnswerCount()).isEqualTo(2);
    assertThat(result.getEdns().getNsid()).isEqualTo("foureyes-lab");
    assertThat(result.getServer()).isEqualTo("127.0.0.4:" + lab.port());
    assertThat(result.getResolutionMs()).isGreaterThan(result.getQueryMs());
  }

  @Test
  void serverWithoutAnAddressIsLookedForFromTheRoot() throws Exception {
    ProbeOutcome outcome = trace("www.glueless.test", DnsRecordType.DNS_RECORD_TYPE_A);
    assertThat(outcome).as("%s", outcome).isInstanceOf(ProbeOutcome.Passed.class);
    DnsTraceStep delegation = dns(outcome).getTrace().getSteps(1);
    assertThat(delegation.getReferralServersList()).containsExactly("ns.good.test.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "www.lame.test | FAULT_TARGET | REFUSED for www.lame.test. A",
        "www.dead.test | FAULT_TARGET | refused the query: nothing listens there",
        "www.metadata.test | FAULT_CONFIG | the node never connects to 169.254.169.254",
      })
  void brokenDelegationsAreToldWhereTheyBreak(String name, Fault fault, String sentence)
      throws Exception {
    ProbeOutcome outcome = trace(name, DnsRecordType.DNS_RECORD_TYPE_A);
    assertThat(failure(outcome).fault()).isEqualTo(fault);
    assertThat(failure(outcome).sentence()).contains(sentence);
    assertThat(dns(outcome).getTrace().getStepsList().getLast().getError()).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "www.good.test, A",
    "www.good.test, AAAA",
    "good.test, SOA",
    "good.test, NS",
    "good.test, DNSKEY",
    "mail.good.test, MX",
    "txt.good.test, TXT",
    "svc.good.test, HTTPS",
    "_443._tcp.good.test, TLSA",
    "_s._tcp.good.test, SRV",
    "none.good.test, A",
  })
  void answersAreThoseOfDig(String name, String type) throws Exception {
    String[] server = lab.zoneServer().split(":", -1);
    DnsResult result =
        dns(
            run(
                question(name, DnsRecordType.valueOf("DNS_RECORD_TYPE_" + type))
                    .setServer(lab.zoneServer()),
                trust));
    String dig =
        lab.run(
            List.of(
                "dig",
                "@" + server[0],
                "-p",
                server[1],
                name,
                type,
                "+nsid",
                "+nocookie",
                "+bufsize=1232"));
    List<String> flags = new ArrayList<>();
    if (result.getAuthoritative()) {
      flags.add("aa");
    }
    flags.add("rd");
    assertThat(dig)
        .contains("status: " + result.getRcode() + ",")
        .contains(";; flags: qr " + String.join(" ", flags) + ";")
        .contains(
            "QUERY: 1, ANSWER: %d, AUTHORITY: %d, ADDITIONAL: %d"
                .formatted(
                    result.getAnswerCount(),
                    result.getAuthorityCount(),
                    result.getAdditionalCount() + 1))
        .contains("(\"foureyes-lab\")")
        .contains("MSG SIZE  rcvd: " + result.getResponseBytes());
    for (DnsRecord record : result.getAnswersList()) {
      assertThat(dig.toLowerCase(Locale.ROOT).replaceAll("[\\s]+", " "))
          .contains(
              (record.getName() + " " + record.getTtlS() + " in " + type).toLowerCase(Locale.ROOT));
    }
  }
}
