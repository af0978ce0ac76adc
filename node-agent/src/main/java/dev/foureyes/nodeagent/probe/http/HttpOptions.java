package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.probe.tls.TlsSettings;
import dev.foureyes.proto.common.v1.AddressSelection;
import dev.foureyes.proto.common.v1.BasicAuth;
import dev.foureyes.proto.common.v1.HttpAuth;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.HttpProxy;
import dev.foureyes.proto.common.v1.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an HTTP test asks for besides the request itself, checked.
 *
 * @param resolver asked in place of the machine's
 * @param maxBodyBytes how much of a decoded body is read
 * @param addresses which of the host's are requested
 */
record HttpOptions(
    TlsSettings tls,
    Optional<Auth> auth,
    HttpVersion version,
    int maxBodyBytes,
    Optional<InetSocketAddress> resolver,
    Optional<ProxyServer> proxy,
    AddressSelection addresses) {

  /** Read of a body where the test does not say. */
  static final int DEFAULT_BODY_BYTES = 1 << 20;

  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final int MAX_PORT = 65_535;
  private static final int DNS_PORT = 53;
  private static final int MAX_HOST = 253;
  private static final int MAX_USER = 256;
  private static final Pattern SERVER =
      Pattern.compile("(?:\\[([^]]*)]|([^:]*))(?::([0-9]{1,5}))?");

  /** How the node proves who it is; secrets by name. */
  sealed interface Auth {}

  record Basic(String user, String passwordSecret) implements Auth {}

  record Bearer(String tokenSecret) implements Auth {}

  record Digest(String user, String passwordSecret) implements Auth {}

  record ProxyServer(String host, int port, Optional<Basic> auth) {}

  static HttpOptions of(HttpProbe config) throws InvalidProbeException {
    if (config.getVersion() == HttpVersion.UNRECOGNIZED) {
      throw new InvalidProbeException(
          "http.version: "
              + config.getVersionValue()
              + " (expected: one that this version of the agent knows)");
    }
    int bytes = config.getMaxBodyBytes();
    if (bytes < 0 || bytes > MAX_BODY_BYTES) {
      throw new InvalidProbeException(
          "http.max_body_bytes: "
              + Integer.toUnsignedLong(bytes)
              + " (expected: at most "
              + MAX_BODY_BYTES
              + ")");
    }
    return new HttpOptions(
        TlsSettings.of(
            "http.tls_options", config.getTlsOptions(), config.getSkipCertificateCheck()),
        config.hasAuth() ? Optional.of(auth(config.getAuth())) : Optional.empty(),
        config.getVersion(),
        bytes == 0 ? DEFAULT_BODY_BYTES : bytes,
        resolver(config.getResolver()),
        config.hasProxy() ? Optional.of(proxy(config.getProxy())) : Optional.empty(),
        addresses(config));
  }

  private static AddressSelection addresses(HttpProbe config) throws InvalidProbeException {
    AddressSelection addresses = config.getAddressSelection();
    if (addresses == AddressSelection.UNRECOGNIZED) {
      throw new InvalidProbeException(
          "http.address_selection: "
              + config.getAddressSelectionValue()
              + " (expected: one that this version of the agent knows)");
    }
    if (config.hasProxy() && addresses != AddressSelection.ADDRESS_SELECTION_UNSPECIFIED) {
      throw new InvalidProbeException(
          "http.address_selection: "
              + addresses
              + " (expected: none with a proxy, which chooses the address itself)");
    }
    return addresses;
  }

  private static Auth auth(HttpAuth auth) throws InvalidProbeException {
    return switch (auth.getSchemeCase()) {
      case BASIC -> basic("http.auth.basic", auth.getBasic());
      case DIGEST ->
          new Digest(
              user("http.auth.digest", auth.getDigest().getUser()),
              TlsSettings.secretName(
                  "http.auth.digest.password.name", auth.getDigest().getPassword().getName()));
      case BEARER ->
          new Bearer(TlsSettings.secretName("http.auth.bearer.name", auth.getBearer().getName()));
      case SCHEME_NOT_SET ->
          throw new InvalidProbeException(
              "http.auth: none that this version of the agent knows (expected: basic, bearer or"
                  + " digest)");
    };
  }

  private static Basic basic(String field, BasicAuth auth) throws InvalidProbeException {
    return new Basic(
        user(field, auth.getUser()),
        TlsSettings.secretName(field + ".password.name", auth.getPassword().getName()));
  }

  private static String user(String field, String user) throws InvalidProbeException {
    if (user.length() > MAX_USER
        || user.contains(":")
        || user.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidProbeException(
          field
              + ".user: "
              + ShownText.quoted(user)
              + " (expected: at most "
              + MAX_USER
              + " characters without a colon)");
    }
    return user;
  }

  private static Optional<InetSocketAddress> resolver(String text) throws InvalidProbeException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<InetAddress> bare = HostLookup.literal(text);
    if (bare.isPresent()) {
      return Optional.of(new InetSocketAddress(bare.get(), DNS_PORT));
    }
    Matcher matcher = SERVER.matcher(text);
    if (matcher.matches()) {
      String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      Optional<InetAddress> address = HostLookup.literal(String.valueOf(host));
      int port = matcher.group(3) == null ? DNS_PORT : Integer.parseInt(matcher.group(3));
      if (address.isPresent() && port >= 1 && port <= MAX_PORT) {
        return Optional.of(new InetSocketAddress(address.get(), port));
      }
    }
    throw new InvalidProbeException(
        "http.resolver: "
            + ShownText.quoted(text)
            + " (expected: an address, with an optional :port)");
  }

  private static ProxyServer proxy(HttpProxy proxy) throws InvalidProbeException {
    String host = proxy.getHost();
    if (host.isBlank() || host.length() > MAX_HOST || host.contains("[")) {
      throw new InvalidProbeException(
          "http.proxy.host: "
              + ShownText.quoted(host)
              + " (expected: a name or an address without brackets, at most 253 characters)");
    }
    if (proxy.getPort() < 1 || proxy.getPort() > MAX_PORT) {
      throw new InvalidProbeException(
          "http.proxy.port: "
              + Integer.toUnsignedLong(proxy.getPort())
              + " (expected: 1 to "
              + MAX_PORT
              + ")");
    }
    return new ProxyServer(
        host,
        proxy.getPort(),
        proxy.hasAuth()
            ? Optional.of(basic("http.proxy.auth", proxy.getAuth()))
            : Optional.empty());
  }
}
