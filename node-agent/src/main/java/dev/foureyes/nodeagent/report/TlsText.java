package dev.foureyes.nodeagent.report;

import dev.foureyes.proto.results.v1.TlsResult;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What a server showed of itself. */
final class TlsText {

  private TlsText() {}

  static void facts(Page page, TlsResult tls) {
    page.fact("tls", tls.getVersion() + ", " + tls.getCipher()).fact("certificate", name(tls));
    page.fact("", tls.getValid() ? "valid" : "not valid: " + tls.getInvalidReason());
    expiry(tls).ifPresent(text -> page.fact("", text));
  }

  private static String name(TlsResult tls) {
    return tls.getChainCount() == 0
        ? "none"
        : tls.getChain(0).getSubject() + ", issued by " + tls.getChain(0).getIssuer();
  }

  /** Of the certificate in the chain that is the first to expire. */
  private static Optional<String> expiry(TlsResult tls) {
    if (!tls.hasExpiryDays()) {
      return Optional.empty();
    }
    String date =
        tls.getChainList().stream()
            .map(certificate -> Instant.ofEpochSecond(certificate.getNotAfter().getSeconds()))
            .min(Comparator.naturalOrder())
            .map(first -> " (" + first.atOffset(ZoneOffset.UTC).toLocalDate() + ")")
            .orElse("");
    double days = tls.getExpiryDays();
    return Optional.of(
        days < 0
            ? String.format(Locale.ROOT, "expired %.1f days ago%s", -days, date)
            : String.format(Locale.ROOT, "expires in %.1f days%s", days, date));
  }
}
