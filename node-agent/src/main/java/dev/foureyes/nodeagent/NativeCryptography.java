package dev.foureyes.nodeagent;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Security;
import java.util.Optional;

/**
 * Has the JDK's TLS compute with AWS-LC. A TLS handshake is most of what an HTTPS check costs, and
 * most of that is elliptic curves, which the JDK computes in Java: five times as long, and as much
 * too much in the measured time of the handshake.
 *
 * <p>Where its library cannot be loaded, the JDK's own cryptography does it all. See
 * docs/adr/0006-dependencies-of-the-node.md.
 */
final class NativeCryptography {

  private NativeCryptography() {}

  /** Empty when it is in use from now on; otherwise why it is not, for people. */
  static Optional<String> install() {
    Throwable failure;
    try {
      failure = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
    } catch (LinkageError e) {
      failure = e;
    }
    if (failure != null) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
    Security.insertProviderAt(AmazonCorrettoCryptoProvider.INSTANCE, 1);
    return Optional.empty();
  }
}
