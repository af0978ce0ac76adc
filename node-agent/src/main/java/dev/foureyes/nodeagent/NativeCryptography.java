package dev.foureyes.nodeagent;

import java.lang.reflect.InvocationTargetException;
import java.security.Provider;
import java.security.Security;
import java.util.Optional;

/**
 * Has the JDK's TLS compute with AWS-LC. A TLS handshake is most of what an HTTPS check costs, and
 * most of that is elliptic curves, which the JDK computes in Java: five times as long, and as much
 * too much in the measured time of the handshake.
 *
 * <p>Only for the platforms that it is made for; elsewhere, and where its library cannot be loaded,
 * the JDK's own does it all. See docs/adr/0006-dependencies-of-the-node.md.
 */
final class NativeCryptography {

  private static final String PROVIDER =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private NativeCryptography() {}

  /** Empty when it is in use from now on; otherwise why it is not, for people. */
  static Optional<String> install() {
    try {
      Class<?> type = Class.forName(PROVIDER);
      Provider provider = (Provider) type.getField("INSTANCE").get(null);
      Object failure = type.getMethod("getLoadingError").invoke(provider);
      if (failure instanceof Throwable error) {
        return Optional.of(String.valueOf(error.getMessage()));
      }
      Security.insertProviderAt(provider, 1);
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.of("there is no other for this platform");
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      return Optional.of(String.valueOf(cause));
    }
  }
}
