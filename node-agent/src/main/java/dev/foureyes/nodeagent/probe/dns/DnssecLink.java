package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.proto.common.v1.DnssecStatus;
import dev.foureyes.proto.results.v1.DnssecDigest;
import dev.foureyes.proto.results.v1.DnssecSignature;
import dev.foureyes.proto.results.v1.DnssecZone;
import java.util.List;

/** Says what one zone's keys are worth, and why. */
final class DnssecLink {

  private DnssecLink() {}

  /** RFC 4035, 5.2: a key that a digest names has signed the keys, and the digests are trusted. */
  static void judge(DnssecZone.Builder result, DnssecStatus inherited, boolean areKeysFetched) {
    if (inherited != DnssecStatus.DNSSEC_STATUS_SECURE) {
      set(result, inherited, "the zone above is not secure");
    } else if (result.getDsCount() == 0) {
      set(
          result,
          DnssecStatus.DNSSEC_STATUS_INSECURE,
          "not signed: the zone above has no DS record for it");
    } else if (!result.getIsAnchor()
        && result.getDsSignaturesList().stream().noneMatch(DnssecSignature::getValid)) {
      bogus(result, "no signature over its DS records holds" + first(result.getDsSignaturesList()));
    } else if (!areKeysFetched) {
      set(result, DnssecStatus.DNSSEC_STATUS_INDETERMINATE, "its keys were not fetched");
    } else if (result.getKeysCount() == 0) {
      bogus(result, "it has no keys, although " + by(result) + " names one");
    } else if (result.getDsList().stream().noneMatch(DnssecDigest::getMatchesKey)) {
      bogus(
          result,
          "none of its keys is the one that "
              + by(result)
              + " names (tag "
              + result.getDs(0).getKeyTag()
              + ")");
    } else {
      List<DnssecSignature> entry =
          result.getKeySignaturesList().stream()
              .filter(each -> isByNamedKey(each, result.getDsList()))
              .toList();
      if (entry.stream().anyMatch(DnssecSignature::getValid)) {
        set(result, DnssecStatus.DNSSEC_STATUS_SECURE, "");
      } else {
        bogus(result, "its keys are not signed by the one that is trusted" + first(entry));
      }
    }
  }

  private static boolean isByNamedKey(DnssecSignature signature, List<DnssecDigest> digests) {
    return digests.stream()
        .anyMatch(digest -> digest.getMatchesKey() && digest.getKeyTag() == signature.getKeyTag());
  }

  private static String by(DnssecZone.Builder zone) {
    return zone.getIsAnchor() ? "the trust anchor" : "the zone above";
  }

  private static String first(List<DnssecSignature> of) {
    return of.isEmpty()
        ? ": there is none"
        : ": by key " + of.getFirst().getKeyTag() + ", " + of.getFirst().getInvalidReason();
  }

  private static void bogus(DnssecZone.Builder zone, String reason) {
    set(zone, DnssecStatus.DNSSEC_STATUS_BOGUS, reason);
  }

  private static void set(DnssecZone.Builder zone, DnssecStatus status, String reason) {
    zone.setStatus(status).setReason(reason);
  }
}
