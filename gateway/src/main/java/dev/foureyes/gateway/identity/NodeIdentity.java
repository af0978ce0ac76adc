package dev.foureyes.gateway.identity;

import io.grpc.Context;
import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A node as its certificate names it, by one subject alternative name of the form {@code
 * foureyes://node/<org>/<node id>}. Nothing else in a certificate or a message says who a node is.
 *
 * @param serial of the certificate, lower-case hex
 */
public record NodeIdentity(String org, String nodeId, String serial, Instant notAfter) {

  /** The identity of the caller, in every handler that needs one. */
  public static final Context.Key<NodeIdentity> CALLER = Context.key("node");

  private static final int URI_NAME = 6; // GeneralName's tag
  private static final String SCHEME_AND_ROLE = "foureyes://node/";
  private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** The name that a certificate carries for a node. */
  public static URI uri(String org, String nodeId) {
    return URI.create(SCHEME_AND_ROLE + org + "/" + nodeId);
  }

  /** The node that a certificate names; empty when it names none, or more than one. */
  static Optional<NodeIdentity> of(X509Certificate certificate) {
    Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
    if (names == null) {
      return Optional.empty();
    }
    List<String> uris =
        names.stream()
            .filter(name -> name.getFirst().equals(URI_NAME))
            .map(name -> String.valueOf(name.get(1)))
            .toList();
    if (uris.size() != 1 || !uris.getFirst().startsWith(SCHEME_AND_ROLE)) {
      return Optional.empty();
    }
    List<String> parts =
        List.of(uris.getFirst().substring(SCHEME_AND_ROLE.length()).split("/", -1));
    if (parts.size() != 2 || !parts.stream().allMatch(part -> PART.matcher(part).matches())) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeIdentity(
            parts.get(0),
            parts.get(1),
            certificate.getSerialNumber().toString(16),
            certificate.getNotAfter().toInstant()));
  }
}
