package dev.foureyes.nodeagent.report;

import dev.foureyes.nodeagent.report.Waterfall.Phase;
import dev.foureyes.proto.common.v1.HttpMethod;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.results.v1.HttpHop;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.TlsResult;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an HTTP probe found. */
final class HttpText {

  private final Page page;

  HttpText(Page page) {
    this.page = page;
  }

  void write(HttpProbe config, ProbeResult result) {
    HttpResult http = result.getHttp();
    page.title(method(config.getMethod()) + " " + url(config, http));
    ProbeText.verdict(
        page, result, "status " + http.getStatus() + " in " + Waterfall.ms(http.getTotalMs()));
    facts(http);
    if (http.getHopsList().stream().anyMatch(hop -> Waterfall.end(0, phases(hop)) > 0)) {
      page.blank();
      waterfall(http);
    }
  }

  /** As it was requested, which is without user and password. */
  private static String url(HttpProbe config, HttpResult http) {
    return http.getHopsCount() > 0 ? http.getHops(0).getUrl() : config.getUrl();
  }

  private static String method(HttpMethod method) {
    return method == HttpMethod.HTTP_METHOD_UNSPECIFIED
        ? "GET"
        : method.name().substring("HTTP_METHOD_".length());
  }

  private void facts(HttpResult http) {
    if (http.getRemoteIp().isEmpty() && !http.hasTls() && !http.hasStatus()) {
      return; // nothing was reached
    }
    page.blank()
        .fact("status", http.hasStatus() ? String.valueOf(http.getStatus()) : "")
        .fact("protocol", http.getProtocol())
        .fact("remote", http.getRemoteIp());
    if (http.hasTls()) {
      TlsResult tls = http.getTls();
      page.fact("tls", tls.getVersion() + ", " + tls.getCipher()).fact("certificate", name(tls));
      page.fact("", tls.getValid() ? "valid" : "not valid: " + tls.getInvalidReason());
      expiry(tls).ifPresent(text -> page.fact("", text));
    }
    if (http.hasWireBytes()) {
      page.fact("received", received(http));
    }
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

  private static String received(HttpResult http) {
    String text =
        String.format(
            Locale.ROOT,
            "%,d bytes, of the body %,d",
            Integer.toUnsignedLong(http.getWireBytes()),
            Integer.toUnsignedLong(http.getBodyBytes()));
    return http.getBodyTruncated() ? text + " (the rest was left unread)" : text;
  }

  /** Every request's phases, on one scale; with redirects each request has a line of its own. */
  private void waterfall(HttpResult http) {
    double end =
        http.getHopsList().stream()
            .mapToDouble(hop -> Waterfall.end(hop.getStartMs(), phases(hop)))
            .max()
            .orElse(0);
    Waterfall waterfall = new Waterfall(page.style(), Math.max(end, http.getTotalMs()));
    for (HttpHop hop : http.getHopsList()) {
      if (http.getHopsCount() > 1) {
        page.line(
            "  "
                + (hop.hasStatus() ? String.valueOf(hop.getStatus()) : "---")
                + " "
                + Style.shown(hop.getUrl())
                + (hop.getRemoteIp().isEmpty() ? "" : " (" + hop.getRemoteIp() + ")"));
      }
      page.lines(waterfall.lines(hop.getStartMs(), phases(hop)));
    }
    page.line(waterfall.total());
  }

  private static List<Phase> phases(HttpHop hop) {
    return List.of(
        Phase.of("dns", hop.hasDnsMs(), hop.getDnsMs()),
        Phase.of("connect", hop.hasConnectMs(), hop.getConnectMs()),
        Phase.of("tls", hop.hasTlsMs(), hop.getTlsMs()),
        Phase.of("send", hop.hasSendMs(), hop.getSendMs()),
        Phase.of("wait", hop.hasWaitMs(), hop.getWaitMs()),
        Phase.of("receive", hop.hasReceiveMs(), hop.getReceiveMs()));
  }
}
