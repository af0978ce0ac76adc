package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.http.HttpExchange.Hop;
import dev.foureyes.nodeagent.probe.tls.TlsFailures;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.HttpVersion;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
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
  private final Secrets secrets;
  private final InstantSource clock;
  private final Request first;

  HttpCheck(
      HttpSettings settings,
      HttpExchange exchange,
      Secrets secrets,
      InstantSource clock,
      String userAgent) {
    this.settings = settings;
    this.secrets = secrets;
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
    Credentials credentials;
    try {
      credentials = Credentials.of(settings.options(), secrets);
    } catch (ProbeFailedException e) {
      HttpResult nothing =
          HttpResult.newBuilder().setFinalUrl(HttpReport.shown(settings.url())).build();
      return new ProbeOutcome.Failed(new ProbeDetail.Http(nothing), e.failure());
    }
    List<Hop> hops = new ArrayList<>();
    Optional<Failure> failure = follow(hops, credentials, deadline);
    double totalMs = Millis.of(deadline.ticker().nanos() - deadline.startNanos());
    HttpResult.Builder result =
        HttpReport.of(hops, deadline.startNanos(), totalMs, clock.instant());
    if (hops.getLast().failure().isEmpty()) {
      Optional<Failure> wrong = settings.checks().judge(hops.getLast().content(), result, deadline);
      failure = failure.isPresent() ? failure : wrong;
    }
    ProbeDetail detail = new ProbeDetail.Http(credentials.hide(result));
    return failure.isPresent()
        ? new ProbeOutcome.Failed(detail, credentials.hide(failure.get()))
        : new ProbeOutcome.Passed(detail);
  }

  /**
   * Sends the request and those that redirects lead to.
   *
   * @param hops gets them
   * @return why the test fails, assertions left aside
   */
  private Optional<Failure> follow(List<Hop> hops, Credentials credentials, Deadline deadline)
      throws InterruptedException {
    Request request =
        credentials
            .authorization()
            .map(value -> first.newBuilder().header("Authorization", value).build())
            .orElse(first);
    while (true) {
      Hop hop = exchange.perform(request, credentials, deadline);
      hops.add(hop);
      if (hop.failure().isPresent()) {
        return hop.failure();
      }
      if (settings.maxRedirects() == 0 || !isRedirect(hop)) {
        return judged(hop);
      }
      String location = hop.location().orElse("");
      if (hops.size() > settings.maxRedirects()) {
        return status(
            "more than "
                + settings.maxRedirects()
                + " redirects; the last leads to "
                + shown(location));
      }
      Optional<HttpUrl> next = Optional.ofNullable(hop.url().resolve(location));
      if (next.isEmpty()) {
        return status("redirect to " + shown(location) + " (expected: an http or https URL)");
      }
      if (deadline.isOver()) {
        return status("no time was left to follow the redirect to " + shown(location));
      }
      hops.set(hops.size() - 1, hop.withoutContent());
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
    if (!isSameOrigin(before.url(), url)) { // what is meant for one server is not shown to another
      next.removeHeader("Authorization").removeHeader("Cookie").removeHeader("Proxy-Authorization");
    }
    return next.build();
  }

  /** RFC 6454. */
  static boolean isSameOrigin(HttpUrl one, HttpUrl other) {
    return one.host().equals(other.host())
        && one.port() == other.port()
        && one.scheme().equals(other.scheme());
  }

  private Optional<Failure> judged(Hop last) {
    int status = last.status().orElseThrow();
    if (!settings.isExpected(status)) {
      return status("status " + status + " (expected: " + settings.expectedText() + ")");
    }
    HttpOptions options = settings.options();
    if (options.version() == HttpVersion.HTTP_VERSION_2 && !last.protocol().equals("h2")) {
      return Optional.of(
          new Failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_TLS,
              last.url().host() + " speaks " + last.protocol() + " (expected: h2)"));
    }
    return TlsFailures.expiry(last.tls(), options.tls().minExpiryDays(), clock.instant());
  }

  private static Optional<Failure> status(String sentence) {
    return Optional.of(new Failure(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_STATUS, sentence));
  }

  private static String shown(String location) {
    return location.length() > MAX_SHOWN ? location.substring(0, MAX_SHOWN) + "…" : location;
  }
}
