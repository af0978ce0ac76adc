package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.http.HttpExchange.Hop;
import dev.foureyes.nodeagent.probe.tls.TlsReport;
import dev.foureyes.proto.results.v1.HttpHop;
import dev.foureyes.proto.results.v1.HttpResult;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import okhttp3.HttpUrl;

/** Puts what the requests of a run found into a result. */
final class HttpReport {

  /** A body that came faster was timed by the machine's scheduler rather than by the network. */
  private static final double SHORTEST_RECEIVE_MS = 0.5;

  private static final int MAX_URL = 2048;
  private static final double MS_PER_S = 1000.0;

  private HttpReport() {}

  /**
   * @param hops at least one
   * @param redirects how many of them redirected
   * @param totalMs from the start of the run to its end
   */
  static HttpResult.Builder of(
      List<Hop> hops, int redirects, long runStartNanos, double totalMs, Instant now) {
    Hop last = hops.getLast();
    HttpResult.Builder result =
        HttpResult.newBuilder()
            .setRedirects(redirects)
            .setFinalUrl(shown(last.url()))
            .setProtocol(last.protocol())
            .setBodyTruncated(last.bodyTruncated());
    phases(last, result);
    last.address().ifPresent(address -> result.setRemoteIp(AddressText.of(address)));
    last.tls().ifPresent(tls -> result.setTls(TlsReport.of(tls, now)));
    if (last.status().isPresent()) {
      result.setStatus(last.status().getAsInt());
    }
    if (last.failure().isEmpty()) {
      result.setTotalMs(totalMs);
      sizes(last, result);
    }
    hops.forEach(hop -> result.addHops(hop(hop, runStartNanos)));
    return result;
  }

  private static void phases(Hop hop, HttpResult.Builder result) {
    PhaseClock phases = hop.phases();
    ms(hop.dnsNanos()).ifPresent(result::setDnsMs);
    ms(phases.connectNanos()).ifPresent(result::setConnectMs);
    ms(phases.tlsNanos()).ifPresent(result::setTlsMs);
    ms(phases.sendNanos()).ifPresent(result::setSendMs);
    ms(phases.receiveNanos()).ifPresent(result::setReceiveMs);
    ms(phases.waitNanos())
        .ifPresent(waitMs ->
            result
                .setWaitMs(waitMs)
                .setResponseMs(
                    result.getDnsMs()
                        + result.getConnectMs()
                        + result.getTlsMs()
                        + result.getSendMs()
                        + waitMs));
  }

  private static void sizes(Hop hop, HttpResult.Builder result) {
    result.setWireBytes((int) hop.wireBytes()).setBodyBytes((int) hop.bodyBytes());
    if (result.getReceiveMs() >= SHORTEST_RECEIVE_MS) {
      result.setThroughputBytesPerS(hop.wireBytes() / (result.getReceiveMs() / MS_PER_S));
    }
  }

  private static HttpHop hop(Hop hop, long runStartNanos) {
    HttpHop.Builder result =
        HttpHop.newBuilder()
            .setUrl(shown(hop.url()))
            .setStartMs(Millis.of(hop.startNanos() - runStartNanos));
    if (hop.status().isPresent()) {
      result.setStatus(hop.status().getAsInt());
    }
    hop.address().ifPresent(address -> result.setRemoteIp(AddressText.of(address)));
    PhaseClock phases = hop.phases();
    ms(hop.dnsNanos()).ifPresent(result::setDnsMs);
    ms(phases.connectNanos()).ifPresent(result::setConnectMs);
    ms(phases.tlsNanos()).ifPresent(result::setTlsMs);
    ms(phases.sendNanos()).ifPresent(result::setSendMs);
    ms(phases.waitNanos()).ifPresent(result::setWaitMs);
    ms(phases.receiveNanos()).ifPresent(result::setReceiveMs);
    return result.build();
  }

  private static OptionalDouble ms(OptionalLong nanos) {
    return nanos.isPresent()
        ? OptionalDouble.of(Millis.of(nanos.getAsLong()))
        : OptionalDouble.empty();
  }

  /** A URL without user and password. */
  static String shown(HttpUrl url) {
    String text = url.newBuilder().username("").password("").build().toString();
    return text.length() > MAX_URL ? text.substring(0, MAX_URL) : text;
  }
}
