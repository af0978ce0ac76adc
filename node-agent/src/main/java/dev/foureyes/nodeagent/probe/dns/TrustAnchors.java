package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.DnsTrustAnchor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Keys that are trusted to begin with. Those of the root zone are IANA's (RFC 9718): KSK-2017,
 * which has the tag 20326, and KSK-2024, tag 38696, which takes its place.
 */
final class TrustAnchors {

  private static final String RESOURCE = "root-anchors.txt";
  private static final int MAX_ANCHORS = 16;
  private static final int MAX_TAG = 65_535;
  private static final int MAX_ALGORITHM = 255;
  private static final List<DSRecord> ROOT = root();

  private TrustAnchors() {}

  /** Those of a configuration; IANA's when it has none. */
  static List<DSRecord> of(List<DnsTrustAnchor> configured) throws InvalidProbeException {
    if (configured.isEmpty()) {
      return ROOT;
    }
    if (configured.size() > MAX_ANCHORS) {
      throw new InvalidProbeException(
          "dns.validate_dnssec.trust_anchors: "
              + configured.size()
              + " (expected: at most "
              + MAX_ANCHORS
              + ")");
    }
    List<DSRecord> anchors = new ArrayList<>();
    for (DnsTrustAnchor anchor : configured) {
      anchors.add(anchor(anchor));
    }
    return List.copyOf(anchors);
  }

  private static DSRecord anchor(DnsTrustAnchor anchor) throws InvalidProbeException {
    int digits =
        switch (anchor.getDigestType()) {
          case DNSSEC.Digest.SHA256 -> 64;
          case DNSSEC.Digest.SHA384 -> 96;
          default ->
              throw wrong("digest_type", anchor.getDigestType(), "2 for SHA-256 or 4 for SHA-384");
        };
    if (anchor.getKeyTag() < 0 || anchor.getKeyTag() > MAX_TAG) {
      throw wrong("key_tag", Integer.toUnsignedLong(anchor.getKeyTag()), "0 to " + MAX_TAG);
    }
    if (anchor.getAlgorithm() < 1 || anchor.getAlgorithm() > MAX_ALGORITHM) {
      throw wrong("algorithm", Integer.toUnsignedLong(anchor.getAlgorithm()), "1 to 255");
    }
    if (!anchor.getDigest().matches("[0-9A-Fa-f]{" + digits + "}")) {
      throw wrong("digest", anchor.getDigest(), digits + " hexadecimal digits");
    }
    try {
      return new DSRecord(
          Name.fromString(anchor.getZone(), Name.root),
          DClass.IN,
          0,
          anchor.getKeyTag(),
          anchor.getAlgorithm(),
          anchor.getDigestType(),
          HexFormat.of().parseHex(anchor.getDigest()));
    } catch (TextParseException e) {
      throw wrong("zone", anchor.getZone(), "a domain name, \".\" for the root");
    }
  }

  private static InvalidProbeException wrong(String field, Object value, String expected) {
    return new InvalidProbeException(
        "dns.validate_dnssec.trust_anchors."
            + field
            + ": "
            + value
            + " (expected: "
            + expected
            + ")");
  }

  /** A line for each: tag, algorithm, digest type, digest. */
  private static List<DSRecord> root() {
    try (InputStream in = TrustAnchors.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is part of the agent");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split(" ", -1))
          .map(parts ->
              new DSRecord(
                  Name.root,
                  DClass.IN,
                  0,
                  Integer.parseInt(parts[0]),
                  Integer.parseInt(parts[1]),
                  Integer.parseInt(parts[2]),
                  HexFormat.of().parseHex(parts[3])))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE + " can be read", e);
    }
  }
}
