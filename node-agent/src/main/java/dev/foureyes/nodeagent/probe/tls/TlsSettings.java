package dev.foureyes.nodeagent.probe.tls;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.secret.SecretStore;
import dev.foureyes.proto.common.v1.TlsOptions;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a test asks of TLS, checked.
 *
 * @param serverName asked for in place of the target's host
 * @param trust the authorities of the test; absent for those of the machine
 * @param minExpiryDays 0 when it does not matter
 * @param clientSecret name of the secret with the node's certificate
 */
public record TlsSettings(
    Optional<String> serverName,
    Optional<X509ExtendedTrustManager> trust,
    boolean skipCertificateCheck,
    int minExpiryDays,
    Optional<String> clientSecret) {

  private static final int MAX_EXPIRY_DAYS = 3_650;
  private static final int MAX_NAME = 253;
  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_-]+)*");

  /**
   * Checks the options.
   *
   * @param field of the options, for messages
   * @throws InvalidProbeException when one cannot be used
   */
  public static TlsSettings of(String field, TlsOptions options, boolean skipCertificateCheck)
      throws InvalidProbeException {
    int days = options.getMinExpiryDays();
    if (days < 0 || days > MAX_EXPIRY_DAYS) {
      throw new InvalidProbeException(
          field
              + ".min_expiry_days: "
              + Integer.toUnsignedLong(days)
              + " (expected: 0 to "
              + MAX_EXPIRY_DAYS
              + ")");
    }
    return new TlsSettings(
        serverName(field, options.getServerName()),
        trust(field, options.getCaPem()),
        skipCertificateCheck,
        days,
        options.hasClientCertificate()
            ? Optional.of(
                secretName(
                    field + ".client_certificate.name", options.getClientCertificate().getName()))
            : Optional.empty());
  }

  private static Optional<String> serverName(String field, String name)
      throws InvalidProbeException {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    boolean isName =
        name.length() <= MAX_NAME
            && HOST_NAME.matcher(name).matches()
            && HostLookup.literal(name).isEmpty();
    try {
      if (isName) {
        return Optional.of(new SNIHostName(name).getAsciiName());
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new InvalidProbeException(
        field
            + ".server_name: "
            + ShownText.quoted(name)
            + " (expected: a host name of at most "
            + MAX_NAME
            + " characters)");
  }

  private static Optional<X509ExtendedTrustManager> trust(String field, String pem)
      throws InvalidProbeException {
    if (pem.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PemText.authorities(pem));
    } catch (GeneralSecurityException e) {
      throw new InvalidProbeException(
          field + ".ca_pem: " + e.getMessage() + " (expected: " + PemText.AUTHORITIES + ")");
    }
  }

  /**
   * A secret's name.
   *
   * @throws InvalidProbeException when no secret can have it
   */
  public static String secretName(String field, String name) throws InvalidProbeException {
    if (!SecretStore.isName(name)) {
      throw new InvalidProbeException(
          field + ": " + ShownText.quoted(name) + " (expected: " + SecretStore.NAME_EXPECTED + ")");
    }
    return name;
  }
}
