package dev.foureyes.nodeagent.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayTrustTest {

  private static final TestAuthority AUTHORITY = new TestAuthority("FourEyes test authority");
  private static final TestAuthority OTHER = new TestAuthority("Another authority");
  private static final InstantSource NOW = InstantSource.system();

  private final GatewayTrust pinned =
      GatewayTrust.pinned(GatewayTrust.pin(AUTHORITY.certificate()), NOW);
  private final GatewayTrust known = GatewayTrust.of(List.of(AUTHORITY.certificate()), NOW);

  @Test
  void gatewayIsTrusted() {
    X509Certificate[] chain = chain(AUTHORITY.gateway().chain());
    assertThatCode(() -> pinned.checkServerTrusted(chain, "EC")).doesNotThrowAnyException();
    assertThatCode(() -> known.checkServerTrusted(chain, "EC")).doesNotThrowAnyException();
  }

  @Test
  void afterEnrolmentTheAuthorityNeedNotBeSent() {
    X509Certificate[] leafOnly = {AUTHORITY.gateway().chain().getFirst()};
    assertThatCode(() -> known.checkServerTrusted(leafOnly, "EC")).doesNotThrowAnyException();
    assertThatThrownBy(() -> pinned.checkServerTrusted(leafOnly, "EC"))
        .isInstanceOf(CertificateException.class);
  }

  static Stream<Arguments> impostors() {
    Instant now = Instant.now();
    Leaf good = Leaf.server(GatewayTrust.NAME);
    return Stream.of(
        Arguments.of("another authority", OTHER.gateway().chain(), "authority"),
        Arguments.of(
            "another name",
            AUTHORITY.issue(Leaf.server("gateway.example.com")).chain(),
            "names [gateway.example.com] (expected: gateway.foureyes.internal)"),
        Arguments.of(
            "expired",
            AUTHORITY
                .issue(good.valid(now.minus(Duration.ofDays(2)), now.minusSeconds(60)))
                .chain(),
            "this machine's clock says"),
        Arguments.of(
            "not yet valid",
            AUTHORITY.issue(good.valid(now.plusSeconds(60), now.plus(Duration.ofDays(2)))).chain(),
            "this machine's clock says"),
        Arguments.of(
            "a node's certificate",
            AUTHORITY.issue(good.forUses(KeyPurposeId.id_kp_clientAuth)).chain(),
            "not meant for servers"),
        Arguments.of(
            "no purpose", AUTHORITY.issue(good.forUses()).chain(), "not meant for servers"),
        Arguments.of(
            "another's leaf beside our authority",
            List.of(OTHER.gateway().chain().getFirst(), AUTHORITY.certificate()),
            "does not lead to this installation's authority"),
        Arguments.of(
            "a leaf that plays authority",
            List.of(OTHER.gateway().chain().getFirst(), AUTHORITY.gateway().chain().getFirst()),
            "authority"),
        Arguments.of("the authority itself", List.of(AUTHORITY.certificate()), ""),
        Arguments.of(
            "the authority twice",
            List.of(AUTHORITY.certificate(), AUTHORITY.certificate()),
            "not meant for servers"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("impostors")
  void othersAreNot(String impostor, List<X509Certificate> chain, String message) {
    for (GatewayTrust trust : List.of(pinned, known)) {
      assertThatThrownBy(() -> trust.checkServerTrusted(chain(chain), "EC"))
          .as(impostor)
          .isInstanceOf(CertificateException.class)
          .hasMessageContaining(message);
    }
  }

  private static X509Certificate[] chain(List<X509Certificate> chain) {
    return chain.toArray(X509Certificate[]::new);
  }
}
