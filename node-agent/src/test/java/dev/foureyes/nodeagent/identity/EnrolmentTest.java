package dev.foureyes.nodeagent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foureyes.nodeagent.disk.LocalDisk;
import dev.foureyes.nodeagent.gateway.Refusal;
import dev.foureyes.nodeagent.peers.FakeGateway;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.peers.TestAuthority.Issued;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.EnrollResponse;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentTest {

  private static final TestAuthority AUTHORITY = new TestAuthority("FourEyes test authority");

  @TempDir Path directory;

  private IdentityStore store() {
    return new IdentityStore(new LocalDisk(), directory.resolve("identity"));
  }

  private Enrolment enrolment(FakeGateway gateway) {
    return new Enrolment(gateway.address(), store(), NodeClock.system(), new SplittableRandom(1));
  }

  @Test
  void tokenBecomesAnIdentityThatIsKept() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(AUTHORITY)) {
      NodeIdentity identity =
          enrolment(gateway).enrol(EnrolmentToken.parse(gateway.token()), "branch-7");
      assertThat(identity.nodeId()).isEqualTo("node-1");
      assertThat(identity.name()).isEqualTo("branch-7");
      assertThat(identity.authorities()).containsExactly(AUTHORITY.certificate());
      NodeIdentity loaded = store().load().orElseThrow();
      assertThat(loaded.chain()).isEqualTo(identity.chain());
      assertThat(loaded.nodeId()).isEqualTo("node-1");
      assertThat(gateway.enrolments().getFirst().getToken())
          .as("only the secret is sent")
          .isEqualTo(EnrolmentToken.parse(gateway.token()).secret())
          .doesNotContain(".");
    }
  }

  @Test
  void onlyTheOwnerCanReadTheKey() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(AUTHORITY)) {
      var _ = enrolment(gateway).enrol(EnrolmentToken.parse(gateway.token()), "n");
    }
    Path identity = directory.resolve("identity");
    assertThat(mode(identity)).isEqualTo("rwx------");
    assertThat(mode(identity.resolve("key.pem"))).isEqualTo("rw-------");
    assertThat(mode(identity.resolve("certificate.pem"))).isEqualTo("rw-------");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void afterALostReplyTheSameKeyAsksAgain() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (FakeGateway gateway = FakeGateway.start(AUTHORITY)) {
      gateway.onEnroll(request -> {
        if (tries.incrementAndGet() < 3) {
          throw Status.UNAVAILABLE.withDescription("reply lost").asRuntimeException();
        }
        return EnrollResponse.newBuilder()
            .setNodeId("node-1")
            .setName("n")
            .addAllCertificateChain(gateway.issue(request.getCertificateRequest()))
            .build();
      });
      var _ = enrolment(gateway).enrol(EnrolmentToken.parse(gateway.token()), "n");
      assertThat(gateway.enrolments()).hasSize(3);
      assertThat(
              gateway.enrolments().stream()
                  .map(request -> publicKey(request.getCertificateRequest().toByteArray())))
          .containsOnly(store().key().getPublic());
    }
  }

  private static java.security.PublicKey publicKey(byte[] request) {
    try {
      return new org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest(request).getPublicKey();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TOKEN_UNKNOWN", "TOKEN_EXPIRED", "TOKEN_SPENT", "TOKEN_REVOKED"})
  void refusedTokenEndsTheTryWithItsReason(String reason) throws Exception {
    try (FakeGateway gateway = FakeGateway.start(AUTHORITY)) {
      gateway.onEnroll(request -> {
        throw FakeGateway.refusal(Status.Code.UNAUTHENTICATED, reason);
      });
      Refusal refusal = Refusal.valueOf(reason);
      assertThatThrownBy(() -> enrolment(gateway).enrol(EnrolmentToken.parse(gateway.token()), "n"))
          .isInstanceOf(RefusedException.class)
          .hasMessage(refusal.advice());
      assertThat(store().load()).isEmpty();
      assertThat(gateway.enrolments()).hasSize(1);
    }
  }

  /**
   * Whoever is not the gateway never sees the token; see {@code GatewayTrustTest} for who is not.
   */
  @Test
  void tokenIsNotSentToAnotherServer() throws Exception {
    TestAuthority other = new TestAuthority("Another authority");
    Issued impostor =
        new Issued(
            other.gateway().key(),
            List.of(other.gateway().chain().getFirst(), AUTHORITY.certificate()));
    try (FakeGateway gateway = new FakeGateway(AUTHORITY, impostor)) {
      Thread enrolling = Thread.ofVirtual().start(() -> enrolUntilInterrupted(gateway));
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(gateway.enrolments()).isEmpty());
      assertThat(enrolling.isAlive()).as("it goes on trying").isTrue();
      enrolling.interrupt();
      enrolling.join();
    }
  }

  private void enrolUntilInterrupted(FakeGateway gateway) {
    try {
      var _ = enrolment(gateway).enrol(EnrolmentToken.parse(gateway.token()), "n");
    } catch (InterruptedException e) {
      // the end of the test
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void certificateForAnotherKeyIsNotTaken() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(AUTHORITY)) {
      gateway.onEnroll(request ->
          EnrollResponse.newBuilder()
              .setNodeId("node-1")
              .addAllCertificateChain(FakeGateway.der(AUTHORITY.gateway().chain()))
              .build());
      assertThatThrownBy(() -> enrolment(gateway).enrol(EnrolmentToken.parse(gateway.token()), "n"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("for another key");
      assertThat(store().load()).isEmpty();
    }
  }

  @Test
  void serverThatIsNotThereYetIsWaitedFor() throws Exception {
    FakeGateway gateway = FakeGateway.start(AUTHORITY);
    gateway.stop();
    Thread enrolling =
        Thread.ofVirtual()
            .start(() -> {
              try {
                var _ = enrolment(gateway).enrol(EnrolmentToken.parse(gateway.token()), "n");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    gateway.start();
    enrolling.join();
    assertThat(store().load()).isPresent();
    gateway.close();
  }
}
