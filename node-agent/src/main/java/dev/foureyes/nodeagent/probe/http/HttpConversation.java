package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.http.HttpExchange.Hop;
import dev.foureyes.nodeagent.probe.tls.TlsFailures;
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
import java.util.function.Supplier;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A request and those that its redirects (RFC 9110, section 15.4) and the server's challenges lead
 * to, each on a connection of its own and recorded.
 */
final class HttpConversation {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int SEE_OTHER = 303;
  private static final int TEMPORARY_REDIRECT = 307;
  private static final int MAX_SHOWN = 200;
  private static final int UNAUTHORIZED = 401;

  /** One for the digest, and one more because a nonce may have become stale meanwhile. */
  private static final int MAX_CHALLENGES = 2;

  private final HttpSettings settings;
  private final HttpExchange exchange;
  private final InstantSource clock;
  private final Supplier<String> nonces;
  private final Request first;

  /**
   * @param nonces for digests, each another that nobody can guess
   */
  HttpConversation(
      HttpSettings settings,
      HttpExchange exchange,
      InstantSource clock,
      Supplier<String> nonces,
      String userAgent) {
    this.settings = settings;
    this.exchange = exchange;
    this.clock = clock;
    this.nonces = nonces;
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

  /**
   * What came of it.
   *
   * @param result may still hold secrets that the server has sent back
   * @param failure absent when all is as the test expects
   */
  record Held(HttpResult.Builder result, Optional<Failure> failure) {}

  private static @Nullable RequestBody body(HttpSettings settings) {
    boolean needsBody = Set.of("POST", "PUT", "PATCH").contains(settings.method());
    return settings.body().size() > 0 || needsBody
        ? RequestBody.create(settings.body(), null)
        : null;
  }

  /** Holds it within the deadline, and looks at what the last response is. */
  Held hold(AddressSource addresses, Credentials credentials, Deadline deadline)
      throws InterruptedException {
    Run run = new Run(addresses, credentials, deadline);
    Optional<Failure> failure = run.follow();
    Hop last = run.hops.getLast();
    double totalMs = Millis.of(deadline.ticker().nanos() - deadline.startNanos());
    HttpResult.Builder result =
        HttpReport.of(run.hops, run.redirects, deadline.startNanos(), totalMs, clock.instant());
    if (last.failure().isEmpty()) {
      Optional<Failure> wrong = settings.checks().judge(last.content(), result, deadline);
      failure = failure.isPresent() ? failure : wrong;
    }
    return new Held(result, failure.map(credentials::hide));
  }

  private final class Run {

    private final AddressSource addresses;
    private final Credentials credentials;
    private final Optional<DigestSession> digest;
    private final Deadline deadline;
    private final List<Hop> hops = new ArrayList<>();
    private int redirects;

    private Run(AddressSource addresses, Credentials credentials, Deadline deadline) {
      this.addresses = addresses;
      this.credentials = credentials;
      this.digest = credentials.digest().map(login -> new DigestSession(login, nonces));
      this.deadline = deadline;
    }

    /**
     * Sends the request and those that redirects lead to.
     *
     * @return why the test fails, assertions left aside
     */
    private Optional<Failure> follow() throws InterruptedException {
      Request request =
          credentials
              .authorization()
              .map(value -> first.newBuilder().header("Authorization", value).build())
              .orElse(first);
      while (true) {
        Hop hop;
        try {
          hop = perform(request);
        } catch (ProbeFailedException e) {
          return Optional.of(e.failure());
        }
        if (hop.failure().isPresent()) {
          return hop.failure();
        }
        if (settings.maxRedirects() == 0 || !isRedirect(hop)) {
          return judged(hop);
        }
        String location = hop.location().orElse("");
        if (redirects >= settings.maxRedirects()) {
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
        redirects++;
        request = redirected(request, hop.status().orElseThrow(), next.get());
      }
    }

    /**
     * Sends a request, and again while the server asks for a digest that may help.
     *
     * @throws ProbeFailedException when the node cannot make that
     */
    private Hop perform(Request request) throws ProbeFailedException, InterruptedException {
      if (digest.isEmpty() || !isSameOrigin(request.url(), settings.url())) {
        return send(request);
      }
      Hop hop = send(digest.get().signed(request));
      for (int tries = 0;
          tries < MAX_CHALLENGES
              && hop.status().orElse(0) == UNAUTHORIZED
              && digest.get().take(hop.challenges())
              && !deadline.isOver();
          tries++) {
        hops.set(hops.size() - 1, hop.withoutContent());
        hop = send(digest.get().signed(request));
      }
      return hop;
    }

    private Hop send(Request request) throws InterruptedException {
      Hop hop = exchange.perform(request, addresses, credentials, deadline);
      hops.add(hop);
      return hop;
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
