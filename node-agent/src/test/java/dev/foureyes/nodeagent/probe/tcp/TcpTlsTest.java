package dev.foureyes.nodeagent.probe.tcp;

import static dev.foureyes.nodeagent.probe.tcp.TcpRun.expect;
import static dev.foureyes.nodeagent.probe.tcp.TcpRun.send;
import static dev.foureyes.nodeagent.probe.tcp.TcpRun.startTls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foureyes.nodeagent.peers.Pem;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.ScriptedServer.Connection;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.peers.TestAuthority.Issued;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import dev.foureyes.nodeagent.probe.tls.TestTrust;
import dev.foureyes.proto.common.v1.SecretRef;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.TcpTls;
import dev.foureyes.proto.common.v1.TlsOptions;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.TcpResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

class TcpTlsTest {

  private static final TestAuthority AUTHORITY = new TestAuthority("Test mail authority");
  private static final Issued GOOD = AUTHORITY.issue(Leaf.server("mail.example"));

  private static TlsOptions.Builder trusted() {
    return TlsOptions.newBuilder().setCaPem("Some words\n" + Pem.of(AUTHORITY.certificate()));
  }

  private static TcpProbe.Builder fromStart(TlsOptions.Builder options) {
    return TcpProbe.newBuilder().setTls(TcpTls.TCP_TLS_FROM_START).setTlsOptions(options);
  }

  private static TcpProbe.Builder mail() {
    return TcpProbe.newBuilder()
        .setTls(TcpTls.TCP_TLS_IN_DIALOGUE)
        .setTlsOptions(trusted())
        .addSteps(expect("^220 "))
        .addSteps(send("EHLO node\r\n"))
        .addSteps(expect("(?m)^250 .*\\n"))
        .addSteps(send("STARTTLS\r\n"))
        .addSteps(expect("^220 "))
        .addSteps(startTls())
        .addSteps(send("EHLO node\r\n"))
        .addSteps(expect("(?m)^250 AUTH"));
  }

  private static String line(Connection connection) throws Exception {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\n") < 0) {
      int next = connection.socket().getInputStream().read();
      if (next < 0) {
        throw new IllegalStateException("closed");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /**
   * A mail server as RFC 3207 has it.
   *
   * @param early what it sends in the clear right behind its leave to start TLS
   */
  private static void serveMail(Connection connection, Issued identity, String early)
      throws Exception {
    connection.write("220 mail.example ESMTP\r\n");
    assertThat(line(connection)).isEqualTo("EHLO node\r\n");
    connection.write("250-mail.example\r\n250-STARTTLS\r\n250 HELP\r\n");
    assertThat(line(connection)).isEqualTo("STARTTLS\r\n");
    connection.socket().setTcpNoDelay(true);
    connection.write("220 go");
    connection.pause(50);
    connection.write(" ahead\r\n" + early);
    Connection tls = connection.startTls(identity);
    assertThat(line(tls)).isEqualTo("EHLO node\r\n");
    tls.write("250-mail.example\r\n250 AUTH PLAIN\r\n");
    tls.idle();
  }

  @Test
  void startTlsWithinTheDialogue() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> serveMail(connection, GOOD, ""))) {
      TcpResult result = TcpRun.at(server, mail()).passed();
      assertThat(result.getTlsMs()).isPositive();
      assertThat(result.getDialogueMs()).as("with the server's pause").isGreaterThan(45);
      assertThat(result.getTotalMs())
          .isEqualTo(
              result.getDnsMs()
                  + result.getConnectMs()
                  + result.getTlsMs()
                  + result.getDialogueMs());
      assertThat(result.getTls().getValid()).isTrue();
      assertThat(result.getTls().getVersion()).isEqualTo("TLSv1.3");
      assertThat(result.getTls().getChain(0).getSubject()).isEqualTo("CN=mail.example");
      assertThat(result.getReceivedText()).startsWith("220 mail.example ESMTP\r\n");
      assertThat(result.getSentBytes()).isEqualTo(2 * 11 + 10);
    }
  }

  /** CVE-2011-0411: what came in the clear is no answer to what is asked under TLS. */
  @Test
  void answersThatCameBeforeTlsDoNotCount() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.write("220 hello\r\n220 go ahead\r\n250 AUTH injected\r\n");
          for (int i = 0; i < 2; i++) {
            var _ = line(connection);
          }
          connection.startTls(GOOD).idle();
        })) {
      TcpProbe.Builder config = mail().clearSteps();
      config
          .addSteps(expect("^220 hello\\r\\n"))
          .addSteps(send("EHLO node\r\n"))
          .addSteps(send("STARTTLS\r\n"))
          .addSteps(expect("^220 "))
          .addSteps(startTls())
          .addSteps(send("EHLO node\r\n"))
          .addSteps(expect("(?m)^250 AUTH"));
      TcpResult result =
          TcpRun.at(server, config)
              .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, "steps[6]: 127.0.0.1:");
      assertThat(result.hasTlsMs()).isTrue();
    }
  }

  @Test
  void certificateThatIsNotTrustedFailsInTheDialogue() throws Exception {
    Issued other = new TestAuthority("Nobody").issue(Leaf.server("mail.example"));
    try (ScriptedServer server =
        new ScriptedServer(connection -> serveMail(connection, other, ""))) {
      TcpResult result =
          TcpRun.at(server, mail())
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_TLS,
                  "the certificate of 127.0.0.1:" + server.port() + " is not valid: ");
      assertThat(result.getFailedStep()).isEqualTo(5);
      assertThat(result.getTls().getValid()).isFalse();
    }
    try (ScriptedServer server =
        new ScriptedServer(connection -> serveMail(connection, other, ""))) {
      TcpResult result = TcpRun.at(server, mail().setSkipCertificateCheck(true)).passed();
      assertThat(result.getTls().getValid()).isFalse();
    }
  }

  @Test
  void serverThatForgetsToStartTls() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.write("220 a\r\n");
          var _ = line(connection);
          connection.write("250 ok\r\n");
          var _ = line(connection);
          connection.write("220 go\r\n");
          connection.idle();
        })) {
      TcpRun.at(server, mail())
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_TLS,
              "the TLS handshake with 127.0.0.1:" + server.port() + " did not end within 1500 ms");
    }
  }

  private static ScriptedServer tlsServer(Issued identity, List<String> names) throws Exception {
    return new ScriptedServer(connection -> {
      Connection tls = connection.startTls(identity);
      ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) tls.socket()).getSession();
      for (SNIServerName name : session.getRequestedServerNames()) {
        names.add(((SNIHostName) name).getAsciiName());
      }
      tls.idle();
    });
  }

  @Test
  void tlsFromTheStart() throws Exception {
    List<String> names = new CopyOnWriteArrayList<>();
    try (ScriptedServer server = tlsServer(GOOD, names)) {
      TcpResult result = TcpRun.at(server, fromStart(trusted())).passed();
      await().untilAsserted(() -> assertThat(names).containsExactly("mail.example"));
      assertThat(result.hasDialogueMs()).isFalse();
      assertThat(result.hasReceivedBytes()).isFalse();
      assertThat(result.getTotalMs())
          .isEqualTo(result.getDnsMs() + result.getConnectMs() + result.getTlsMs());
    }
  }

  @Test
  void serverNameIsAskedForAndLookedForInTheCertificate() throws Exception {
    List<String> names = new CopyOnWriteArrayList<>();
    Issued inner = AUTHORITY.issue(Leaf.server("inner.example"));
    try (ScriptedServer server = tlsServer(inner, names)) {
      TcpRun.at(server, fromStart(trusted().setServerName("inner.example"))).passed();
      await().untilAsserted(() -> assertThat(names).containsExactly("inner.example"));
      TcpRun.at(server, fromStart(trusted()))
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_TLS,
              "the certificate is for [inner.example] and not for mail.example");
    }
    try (ScriptedServer server = tlsServer(GOOD, names)) {
      TcpRun.at(server, fromStart(trusted().setServerName("inner.example")))
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_TLS,
              "the certificate is for [mail.example] and not for inner.example");
    }
  }

  @Test
  void certificateThatExpiresTooSoon() throws Exception {
    try (ScriptedServer server = tlsServer(GOOD, new CopyOnWriteArrayList<>())) {
      TcpRun.at(server, fromStart(trusted().setMinExpiryDays(29))).passed();
      TcpResult result =
          TcpRun.at(server, fromStart(trusted().setMinExpiryDays(31)))
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_TLS,
                  "the certificate of CN=mail.example expires on ");
      assertThat(result.hasTotalMs()).as("the rest went well").isTrue();
    }
  }

  private static TlsOptions.Builder withClientCertificate() {
    return trusted().setClientCertificate(SecretRef.newBuilder().setName("client"));
  }

  private static ScriptedServer askingForCertificates() throws Exception {
    return new ScriptedServer(connection -> {
      Connection tls = connection.startTls(GOOD, TestTrust.in(AUTHORITY));
      tls.write(((SSLSocket) tls.socket()).getSession().getPeerPrincipal().getName() + "\r\n");
      tls.idle();
    });
  }

  @Test
  void clientCertificateComesFromTheNodesStore() throws Exception {
    Issued client =
        AUTHORITY.issue(Leaf.server("node.example").forUses(KeyPurposeId.id_kp_clientAuth));
    try (ScriptedServer server = askingForCertificates()) {
      TcpProbe.Builder config =
          fromStart(withClientCertificate()).addSteps(expect("^CN=node.example\\r\\n"));
      TcpRun.at(server, config).secrets(name -> Optional.of(Pem.of(client))).passed();
    }
  }

  @Test
  void clientCertificateThatIsNotThereIsAFaultOfTheConfiguration() throws Exception {
    try (ScriptedServer server = askingForCertificates()) {
      TcpResult result =
          TcpRun.at(server, fromStart(withClientCertificate()))
              .failed(
                  Fault.FAULT_CONFIG,
                  ErrorPhase.ERROR_PHASE_UNSPECIFIED,
                  "secret 'client' is not in this node's store");
      assertThat(result).isEqualTo(TcpResult.getDefaultInstance());
      TcpRun.at(server, fromStart(withClientCertificate()))
          .secrets(name -> Optional.of("hunter2"))
          .failed(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "secret 'client' is no client certificate: 0 certificates (expected: PEM");
    }
  }
}
