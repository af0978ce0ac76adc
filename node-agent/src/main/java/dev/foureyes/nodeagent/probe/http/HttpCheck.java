package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.http.HttpExchange.Hop;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A request and those that its redirects lead to (RFC 9110, section 15.4), each on a connection of
 * its own and recorded.
 */
final class HttpCheck implements Probe {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int SEE_OTHER = 303;
  private static final int TEMPORARY_REDIRECT = 307;
  private static final int MAX_SHOWN = 200;

  private final HttpSettings settings;
  private final HttpExchange exchange;
  private final InstantSource clock;
  private final Request first;

  HttpCheck(HttpSettings settings, HttpExchange exchange, InstantSource clock, String userAgent) {
    this.settings = settings;
    this.clock = clock;
    this.exchange = exchange;
    Headers.Builder headers = settings.headers().newBuilder();
    if (settings.headers().get("User-Agent") == null) {
      headers.set("User-Agent", userAgent);
    }
    this.first =
        new Request.Builder()
            .url(settings.url())
            .headers(headers.build())
            .method(settings.method(), body(settings))
            .build();
  }

  private static @Nullable RequestBody body(HttpSettings settings) {
    boolean needsBody = Set.of("POST", "PUT", "PATCH").contains(settings.method());
    return settings.body().size() > 0 || needsBody
        ? RequestBody.create(settings.body(), null)
        : null;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    List<Hop> hops = new ArrayList<>();
    Request request = first;
    while (true) {
      Hop hop = exchange.perform(request, deadline);
      hops.add(hop);
      if (hop.failure().isPresent()) {
        return failed(hops, deadline, hop.failure().get());
      }
      if (settings.maxRedirects() == 0 || !isRedirect(hop)) {
        return judged(hops, deadline, hop);
      }
      String location = hop.location().orElse("");
      if (hops.size() > settings.maxRedirects()) {
        return failed(
            hops,
            deadline,
            status(
                "more than "
                    + settings.maxRedirects()
                    + " redirects; the last leads to "
                    + shown(location)));
      }
      Optional<HttpUrl> next = Optional.ofNullable(hop.url().resolve(location));
      if (next.isEmpty()) {
        return failed(
            hops,
            deadline,
            status("redirect to " + shown(location) + " (expected: an http or https URL)"));
      }
      if (deadline.isOver()) {
        return failed(
            hops,
            deadline,
            status("no time was left to follow the redirect to " + shown(location)));
      }
      request = redirected(request, hop.status().orElseThrow(), next.get());
    }
  }

  private static boolean isRedirect(Hop hop) {
    return hop.status().isPresent()
        && REDIRECTS.contains(hop.status().getAsInt())
        && hop.location().isPresent();
  }

  private static Request redirected(Request before, int status, HttpUrl url) {
    Request.Builder next = before.newBuilder().url(url);
    boolean keepsMethod = status >= TEMPORARY_REDIRECT;
    boolean becomesGet =
        !keepsMethod
            && !before.method().equals("HEAD")
            && (status == SEE_OTHER || before.method().equals("POST"));
    if (becomesGet) {
      next.method("GET", null).removeHeader("Content-Type");
    }
    boolean sameOrigin =
        before.url().host().equals(url.host())
            && before.url().port() == url.port()
            && before.url().scheme().equals(url.scheme());
    if (!sameOrigin) { // what is meant for one server is not shown to another
      next.removeHeader("Authorization").removeHeader("Cookie").removeHeader("Proxy-Authorization");
    }
    return next.build();
  }

  private ProbeOutcome judged(List<Hop> hops, Deadline deadline, Hop last) {
    int status = last.status().orElseThrow();
    return settings.isExpected(status)
        ? new ProbeOutcome.Passed(detail(hops, deadline))
        : failed(
            hops,
            deadline,
            status("status " + status + " (expected: " + settings.expectedText() + ")"));
  }

  private static Failure status(String sentence) {
    return new Failure(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_STATUS, sentence);
  }

  private static String shown(String location) {
    return location.length() > MAX_SHOWN ? location.substring(0, MAX_SHOWN) + "…" : location;
  }

  private ProbeOutcome failed(List<Hop> hops, Deadline deadline, Failure failure) {
    return new ProbeOutcome.Failed(detail(hops, deadline), failure);
  }

  private ProbeDetail detail(List<Hop> hops, Deadline deadline) {
    double totalMs = Millis.of(deadline.ticker().nanos() - deadline.startNanos());
    return new ProbeDetail.Http(
        HttpReport.of(hops, deadline.startNanos(), totalMs, clock.instant()));
  }
}
