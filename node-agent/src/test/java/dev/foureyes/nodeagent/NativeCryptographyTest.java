package dev.foureyes.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeCryptographyTest {

  private static final String NAME = "AmazonCorrettoCryptoProvider";

  @AfterEach
  void remove() {
    Security.removeProvider(NAME);
  }

  @Test
  void curvesAreComputedNatively() throws Exception {
    assertThat(NativeCryptography.install()).isEmpty();

    Provider used = KeyPairGenerator.getInstance("EC").getProvider();
    assertThat(used.getName()).isEqualTo(NAME);
    var pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(new byte[] {1, 2, 3});
    byte[] signed = signature.sign();
    Signature jdk = Signature.getInstance("SHA256withECDSA", "SunEC");
    jdk.initVerify(pair.getPublic());
    jdk.update(new byte[] {1, 2, 3});
    assertThat(jdk.verify(signed)).isTrue();
  }

  @Test
  void installingItTwiceIsNoTrouble() {
    assertThat(NativeCryptography.install()).isEmpty();
    assertThat(NativeCryptography.install()).isEmpty();
  }
}
