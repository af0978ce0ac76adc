package dev.foureyes.nodeagent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.disk.SimulatedDisk;
import dev.foureyes.nodeagent.peers.FakeGateway;
import dev.foureyes.nodeagent.peers.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

class IdentityStoreTest {

  private static final Path DIRECTORY = Path.of("/data/identity");
  private static final TestAuthority AUTHORITY = new TestAuthority("FourEyes test authority");

  private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(4));
  private final IdentityStore store = new IdentityStore(disk, DIRECTORY);

  private NodeIdentity identity(String nodeId) throws Exception {
    KeyPair key = store.key();
    byte[] request = CertificateRequest.create(key, "n");
    return store.identity(
        nodeId,
        "branch 7",
        FakeGateway.der(
            List.of(AUTHORITY.forNode(request, Duration.ofDays(1)), AUTHORITY.certificate())));
  }

  @Test
  void requestIsReadByOthers() throws Exception {
    KeyPair key = TestAuthority.newKey();
    for (String name : List.of("n", "Zweigstelle Köln", "x".repeat(64), "y".repeat(200))) {
      JcaPKCS10CertificationRequest request =
          new JcaPKCS10CertificationRequest(CertificateRequest.create(key, name));
      assertThat(request.getPublicKey()).isEqualTo(key.getPublic());
      assertThat(request.getSubject().getRDNs(BCStyle.CN)[0].getFirst().getValue().toString())
          .isEqualTo(name);
      assertThat(request.getAttributes()).isEmpty();
      assertThat(
              request.isSignatureValid(
                  new JcaContentVerifierProviderBuilder().build(key.getPublic())))
          .isTrue();
    }
  }

  @Test
  void keyIsMadeOnce() throws Exception {
    KeyPair key = store.key();
    assertThat(store.key().getPublic()).isEqualTo(key.getPublic());
    assertThat(new IdentityStore(disk, DIRECTORY).key().getPrivate()).isEqualTo(key.getPrivate());
  }

  @Test
  void withoutACertificateThereIsNoIdentity() throws Exception {
    var _ = store.key();
    assertThat(store.load()).isEmpty();
  }

  @Test
  void damagedFileIsNamedWithWhatToDo() throws Exception {
    store.save(identity("node-1"));
    disk.put(DIRECTORY.resolve("certificate.pem"), "garbage".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(store::load)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("/data/identity/certificate.pem: ")
        .hasMessageEndingWith("remove /data/identity and start with a new enrolment token");
  }

  @Test
  void certificateOfAnotherKeyIsNotUsed() throws Exception {
    store.save(identity("node-1"));
    disk.remove(DIRECTORY.resolve("key.pem"));
    var _ = store.key();
    assertThatThrownBy(store::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("for another key");
  }

  @Test
  void chainOutOfOrderIsRefused() throws Exception {
    KeyPair key = store.key();
    byte[] request = CertificateRequest.create(key, "n");
    TestAuthority other = new TestAuthority("Other");
    assertThatThrownBy(() ->
            store.identity(
                "node-1",
                "n",
                FakeGateway.der(
                    List.of(AUTHORITY.forNode(request, Duration.ofDays(1)), other.certificate()))))
        .hasMessage("certificate chain: number 0 is not signed by the next");
    assertThatThrownBy(() ->
            store.identity(
                "node-1",
                "n",
                FakeGateway.der(List.of(AUTHORITY.forNode(request, Duration.ofDays(1))))))
        .hasMessageStartingWith("certificate chain: 1 certificates");
  }

  /**
   * After a crash or an error at any call, what is there is one of the two identities as a whole.
   */
  @Test
  void replacementIsAllOrNothing() throws Exception {
    for (int call = 1; call < 40; call++) {
      for (boolean crash : new boolean[] {true, false}) {
        store.save(identity("before"));
        NodeIdentity after = identity("after");
        if (crash) {
          disk.crashAt(call);
        } else {
          disk.failAt(call);
        }
        try {
          store.save(after);
        } catch (SimulatedDisk.Crash | IOException e) {
          assertThat(disk.faultStruck()).isTrue();
        }
        disk.crash();
        Optional<NodeIdentity> loaded = store.load();
        assertThat(loaded).isPresent();
        assertThat(loaded.get().nodeId()).isIn("before", "after");
      }
    }
  }
}
