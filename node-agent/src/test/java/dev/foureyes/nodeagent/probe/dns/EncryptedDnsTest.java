package dev.foureyes.nodeagent.probe.dns;

import static dev.foureyes.nodeagent.probe.dns.DnsRun.dns;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.failure;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.ScriptedServer.Connection;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of DNS over TLS and HTTPS that do not behave. */
class EncryptedDnsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final TestAuthority AUTHORITY = new TestAuthority("DNS authority");

  private static ProbeOutcome run(String server, DnsTransport transport) throws Exception {
    DnsProbe config =
        question("z.example", DnsRecordType.DNS_RECORD_TYPE_A)
            .setServer(server)
            .setTransport(transport)
            .build();
    long start = System.nanoTime();
    ProbeOutcome outcome =
        DnsRun.run(
            DnsRun.probes(
                SystemResolvers.ofThisMachine(), DnsRun.trusting(AUTHORITY.certificate())),
            config,
            TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusMillis(250));
    return outcome;
  }

  private static ProbeOutcome overTls(ScriptedServer server) throws Exception {
    return run("127.0.0.1:" + server.port(), DnsTransport.DNS_TRANSPORT_TLS);
  }

  private static Connection tls(Connection connection) throws Exception {
    return connection.startTls(AUTHORITY.issue(Leaf.server("127.0.0.1")), "dot");
  }

  @Test
  void certificateForAnotherNameIsRefusedAndShown() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection ->
            connection.startTls(AUTHORITY.issue(Leaf.server("dns.example")), "dot").idle())) {
      ProbeOutcome outcome = overTls(server);
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
      assertThat(failure(outcome).phase()).isEqualTo(ErrorPhase.ERROR_PHASE_TLS);
      assertThat(failure(outcome).sentence()).contains("[dns.example] and not for 127.0.0.1");
      assertThat(dns(outcome).getTls().getChain(0).getSubjectAlternativeNamesList())
          .containsExactly("dns.example");
      assertThat(dns(outcome).hasConnectMs()).isTrue();
      assertThat(dns(outcome).hasTlsMs()).isFalse();
    }
  }

  @Test
  void silenceInTheHandshakeEndsInTime() throws Exception {
    try (ScriptedServer server = new ScriptedServer(Connection::idle)) {
      ProbeOutcome outcome = overTls(server);
      assertThat(failure(outcome).phase()).isEqualTo(ErrorPhase.ERROR_PHASE_TLS);
      assertThat(failure(outcome).sentence()).endsWith("did not end within 2000 ms");
    }
  }

  @Test
  void serverWithoutTlsIsTheTargets() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> connection.write("220 mail.example ESMTP\r\n"))) {
      ProbeOutcome outcome = overTls(server);
      assertThat(failure(outcome).phase()).isEqualTo(ErrorPhase.ERROR_PHASE_TLS);
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
    }
  }

  @Test
  void silenceAfterTheHandshakeIsThePaths() throws Exception {
    try (ScriptedServer server = new ScriptedServer(connection -> tls(connection).idle())) {
      ProbeOutcome outcome = overTls(server);
      assertThat(failure(outcome).sentence()).startsWith("no answer from 127.0.0.1:");
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_PATH);
      assertThat(dns(outcome).hasTlsMs()).isTrue();
      assertThat(dns(outcome).getTls().getValid()).isTrue();
    }
  }

  @Test
  void closedWithoutAnAnswerIsTheTargets() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> tls(connection).socket().getInputStream().read())) {
      ProbeOutcome outcome = overTls(server);
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 500 Oops | application/dns-message | ERROR_PHASE_STATUS | answered HTTP status 500"
            + " (expected: 200)",
        "HTTP/1.1 302 Found | application/dns-message | ERROR_PHASE_STATUS | answered HTTP status"
            + " 302 (expected: 200)",
        "HTTP/1.1 200 OK | text/html | ERROR_PHASE_DNS | answered with the media type 'text/html'"
            + " (expected: application/dns-message)",
        "HTTP/1.1 200 OK | application/dns-message | ERROR_PHASE_DNS | sent what is not a DNS answer",
      })
  void whatIsNoAnswerOverHttpsIsTheTargets(
      String status, String type, ErrorPhase phase, String sentence) throws Exception {
    String response =
        status
            + "\r\nLocation: http://169.254.169.254/\r\nContent-Type: "
            + type
            + "\r\nContent-Length: 5\r\n\r\nhello";
    try (ScriptedServer server =
        ScriptedServer.answeringTls(AUTHORITY.issue(Leaf.server("127.0.0.1")), response)) {
      ProbeOutcome outcome =
          run(
              "https://127.0.0.1:" + server.port() + "/dns-query",
              DnsTransport.DNS_TRANSPORT_HTTPS);
      assertThat(failure(outcome).phase()).isEqualTo(phase);
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
      assertThat(failure(outcome).sentence()).contains(sentence);
      assertThat(server.requests().getFirst())
          .startsWith("POST /dns-query ")
          .contains("Content-Type: application/dns-message")
          .contains("Accept: application/dns-message");
    }
  }

  @Test
  void endlessBodyEnds() throws Exception {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\nContent-Length: 100000000\r\n\r\n";
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          Connection tls =
              connection.startTls(AUTHORITY.issue(Leaf.server("127.0.0.1")), "http/1.1");
          tls.readRequest();
          tls.write(head);
          while (true) {
            tls.write("x".repeat(10_000));
          }
        })) {
      ProbeOutcome outcome =
          run(
              "https://127.0.0.1:" + server.port() + "/dns-query",
              DnsTransport.DNS_TRANSPORT_HTTPS);
      assertThat(failure(outcome).sentence()).endsWith("more than 65535 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://169.254.169.254/dns-query", "https://[::ffff:169.254.169.254]/dns-query"})
  void metadataServiceIsNotAskedOverHttps(String url) throws Exception {
    ProbeOutcome outcome = run(url, DnsTransport.DNS_TRANSPORT_HTTPS);
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_CONFIG);
  }

  @Test
  void metadataServiceIsNotAskedOverTls() throws Exception {
    ProbeOutcome outcome = run("169.254.169.254", DnsTransport.DNS_TRANSPORT_TLS);
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_CONFIG);
  }

  @ParameterizedTest
  @CsvSource({
    "'', DNS_TRANSPORT_TLS, 'dns.server: none (expected: HOST or HOST:PORT, for the system''s servers are not asked this way)'",
    "'', DNS_TRANSPORT_HTTPS, 'dns.server: none (expected: an https URL, for the system''s servers are not asked this way)'",
    "http://a.example/, DNS_TRANSPORT_HTTPS, 'dns.server: ''http://a.example/'' (expected: an https URL without user and password)'",
    "https://a.example/, DNS_TRANSPORT_UDP, 'dns.server: ''https://a.example/'' (expected: HOST or HOST:PORT)'",
  })
  void serverMustFitTheTransport(String server, DnsTransport transport, String message) {
    assertThatThrownBy(() -> run(server, transport)).hasMessage(message);
  }
}
