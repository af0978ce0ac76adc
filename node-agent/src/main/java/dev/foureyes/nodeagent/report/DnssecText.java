package dev.foureyes.nodeagent.report;

import dev.foureyes.proto.common.v1.DnssecStatus;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.DnssecDigest;
import dev.foureyes.proto.results.v1.DnssecKey;
import dev.foureyes.proto.results.v1.DnssecResult;
import dev.foureyes.proto.results.v1.DnssecSignature;
import dev.foureyes.proto.results.v1.DnssecZone;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A chain of trust as a small tree: each zone below the one that vouches for it. */
final class DnssecText {

  private final Page page;

  DnssecText(Page page) {
    this.page = page;
  }

  /** For example "secure". */
  static String name(DnssecStatus status) {
    return status == DnssecStatus.UNRECOGNIZED
        ? "of an unknown status"
        : status.name().substring("DNSSEC_STATUS_".length()).toLowerCase(Locale.ROOT);
  }

  void write(DnsResult dns) {
    DnssecResult dnssec = dns.getDnssec();
    page.blank()
        .fact(
            "dnssec",
            name(dnssec.getStatus())
                + (dnssec.getReason().isEmpty() ? "" : ": " + dnssec.getReason()));
    if (dns.hasSignatureExpiryDays()) {
      double days = dns.getSignatureExpiryDays();
      page.fact(
          "",
          String.format(
              Locale.ROOT,
              days < 0 ? "first expired %.1f days ago" : "first expires in %.1f days",
              Math.abs(days)));
    }
    if (dns.hasValidationMs()) {
      page.fact("", "checked in " + Waterfall.ms(dns.getValidationMs()));
    }
    int depth = 0;
    for (DnssecZone zone : dnssec.getChainList()) {
      zone(zone, depth++);
    }
    for (DnssecSignature signature : dnssec.getAnswerSignaturesList()) {
      line(depth, tone(signature.getValid()), signature.getCovers(), signature(signature));
    }
  }

  private void zone(DnssecZone zone, int depth) {
    line(depth, tone(zone.getStatus()), zone.getZone(), name(zone.getStatus()));
    more(depth, zone.getReason());
    more(depth, digests(zone));
    more(depth, keys(zone.getKeysList()));
    for (DnssecSignature each : zone.getDsSignaturesList()) {
      more(depth, "DS " + signature(each));
    }
    for (DnssecSignature each : zone.getKeySignaturesList()) {
      more(depth, "keys " + signature(each));
    }
  }

  private static String digests(DnssecZone zone) {
    return zone.getDsCount() == 0
        ? ""
        : (zone.getIsAnchor() ? "anchor " : "DS ")
            + zone.getDsList().stream().map(DnssecText::digest).collect(Collectors.joining(", "));
  }

  private static String digest(DnssecDigest digest) {
    return digest.getKeyTag()
        + " "
        + digest.getDigest()
        + (digest.getMatchesKey() ? "" : " (no such key)");
  }

  private static String keys(List<DnssecKey> keys) {
    return keys.isEmpty()
        ? ""
        : "keys "
            + keys.stream()
                .map(key -> key.getKeyTag() + " " + key.getAlgorithm() + " " + key.getFlags())
                .collect(Collectors.joining(", "));
  }

  private static String signature(DnssecSignature signature) {
    String by = "signed by " + signature.getSigner() + " " + signature.getKeyTag();
    if (!signature.getValid()) {
      return by + ", which does not hold: " + signature.getInvalidReason();
    }
    return by
        + String.format(
            Locale.ROOT,
            " until %s (%.1f days)",
            Instant.ofEpochSecond(signature.getExpiration().getSeconds())
                .atOffset(ZoneOffset.UTC)
                .toLocalDate(),
            signature.getExpiryDays());
  }

  private static Tone tone(boolean isGood) {
    return isGood ? Tone.GOOD : Tone.BAD;
  }

  private static Tone tone(DnssecStatus status) {
    return switch (status) {
      case DNSSEC_STATUS_SECURE -> Tone.GOOD;
      case DNSSEC_STATUS_BOGUS -> Tone.BAD;
      case DNSSEC_STATUS_INSECURE,
          DNSSEC_STATUS_INDETERMINATE,
          DNSSEC_STATUS_UNSPECIFIED,
          UNRECOGNIZED ->
          Tone.FAIR;
    };
  }

  private void line(int depth, Tone tone, String name, String rest) {
    String branch = depth == 0 ? "" : page.style().unicode() ? "└ " : "`- ";
    page.line(
        indent(depth - 1)
            + branch
            + page.style().paint(tone, Style.shown(name))
            + "  "
            + Style.shown(rest));
  }

  private void more(int depth, String text) {
    if (!text.isEmpty()) {
      page.line(indent(depth) + "  " + Style.shown(text));
    }
  }

  private String indent(int depth) {
    int branch = page.style().unicode() ? 2 : 3;
    return " ".repeat(2 + Math.max(0, depth) * branch);
  }
}
