package dev.foureyes.nodeagent.probe.tls;

import dev.foureyes.nodeagent.peers.Pem;
import dev.foureyes.nodeagent.peers.TestAuthority;
import java.security.GeneralSecurityException;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trust of test servers in their clients. */
public final class TestTrust {

  private TestTrust() {}

  public static X509ExtendedTrustManager in(TestAuthority authority)
      throws GeneralSecurityException {
    return PemText.authorities(Pem.of(authority.certificate()));
  }
}
