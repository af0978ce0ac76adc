package dev.foureyes.nodeagent.report;

import dev.foureyes.nodeagent.report.Waterfall.Phase;
import dev.foureyes.proto.common.v1.HttpMethod;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.results.v1.AssertionResult;
import dev.foureyes.proto.results.v1.HttpAddressResult;
import dev.foureyes.proto.results.v1.HttpHop;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    assertions(http);
    addresses(http);
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
      TlsText.facts(page, http.getTls());
    }
    if (http.hasWireBytes()) {
      page.fact("received", received(http));
    }
  }

  private void assertions(HttpResult http) {
    long passed = http.getAssertionsList().stream().filter(AssertionResult::getPassed).count();
    if (http.getAssertionsCount() == 0) {
      return;
    }
    page.fact("assertions", passed + " of " + http.getAssertionsCount() + " hold");
    for (AssertionResult assertion : http.getAssertionsList()) {
      if (!assertion.getPassed()) {
        page.fact("", "[" + assertion.getIndex() + "] found: " + assertion.getActual());
      }
    }
  }

  /** The figures above are of the worst. */
  private void addresses(HttpResult http) {
    if (http.getAddressesCount() == 0) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("address", "status", "connect", "tls", "wait", "total", ""));
    for (HttpAddressResult address : http.getAddressesList()) {
      rows.add(
          List.of(
              address.getIp(),
              address.hasStatus() ? String.valueOf(address.getStatus()) : "---",
              ms(address.hasConnectMs(), address.getConnectMs()),
              ms(address.hasTlsMs(), address.getTlsMs()),
              ms(address.hasWaitMs(), address.getWaitMs()),
              ms(address.hasTotalMs(), address.getTotalMs()),
              address.getError()));
    }
    page.blank().table(rows);
  }

  private static String ms(boolean isThere, double ms) {
    return isThere ? Waterfall.ms(ms) : "-";
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
