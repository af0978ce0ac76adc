package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.results.v1.DnssecSignature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/**
 * Checks single signatures (RFC 4035, 5.3) and says what is wrong with one. The number of checks is
 * bounded, for a zone can have many keys with one tag, and many signatures by each
 * (CVE-2023-50387).
 */
final class DnssecSignatures {

  private static final int MAX_CHECKS = 128;
  private static final int MAX_PER_SET = 16;
  private static final double SECONDS_PER_DAY = 86_400.0;

  private final Instant now;
  private int checks;

  DnssecSignatures(Instant now) {
    this.now = now;
  }

  /**
   * The signatures over a set of records.
   *
   * @param keys of the zone that has signed; none when they are not known
   */
  List<DnssecSignature> of(RRset set, List<DNSKEYRecord> keys) {
    return set.sigs().stream().limit(MAX_PER_SET).map(each -> signature(set, each, keys)).toList();
  }

  private DnssecSignature signature(RRset set, RRSIGRecord signature, List<DNSKEYRecord> keys) {
    String wrong = whatIsWrong(set, signature, keys);
    return DnssecSignature.newBuilder()
        .setCovers(set.getName() + " " + Type.string(set.getType()))
        .setKeyTag(signature.getFootprint())
        .setAlgorithm(algorithm(signature.getAlgorithm()))
        .setSigner(signature.getSigner().toString())
        .setInception(NodeClock.timestamp(signature.getTimeSigned()))
        .setExpiration(NodeClock.timestamp(signature.getExpire()))
        .setExpiryDays(Duration.between(now, signature.getExpire()).toSeconds() / SECONDS_PER_DAY)
        .setValid(wrong.isEmpty())
        .setInvalidReason(wrong)
        .build();
  }

  private String whatIsWrong(RRset set, RRSIGRecord signature, List<DNSKEYRecord> keys) {
    if (now.isAfter(signature.getExpire())) {
      return "expired on " + date(signature.getExpire());
    }
    if (now.isBefore(signature.getTimeSigned())) {
      return "not valid before " + date(signature.getTimeSigned());
    }
    List<DNSKEYRecord> candidates =
        keys.stream()
            .filter(key ->
                key.getFootprint() == signature.getFootprint()
                    && key.getAlgorithm() == signature.getAlgorithm()
                    && key.getName().equals(signature.getSigner()))
            .toList();
    if (candidates.isEmpty()) {
      return keys.isEmpty()
          ? "the keys of " + signature.getSigner() + " are not known"
          : signature.getSigner() + " has no such key";
    }
    String wrong = "";
    for (DNSKEYRecord key : candidates) {
      if (++checks > MAX_CHECKS) {
        return "not checked: more than " + MAX_CHECKS + " signatures";
      }
      try {
        DNSSEC.verify(set, signature, key, now);
        return "";
      } catch (DNSSEC.UnsupportedAlgorithmException e) {
        wrong = "the node does not know the algorithm " + algorithm(signature.getAlgorithm());
      } catch (DNSSECException | RuntimeException e) { // keys of the wrong form come as either
        wrong = "it does not fit the records";
      }
    }
    return wrong;
  }

  static String date(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  /** For example "ECDSAP256SHA256". */
  static String algorithm(int number) {
    return DNSSEC.Algorithm.string(number);
  }
}
