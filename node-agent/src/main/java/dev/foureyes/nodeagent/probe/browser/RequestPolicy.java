package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where one run's pages may get things from: http and https, and no address that the {@link
 * dev.foureyes.nodeagent.policy.TargetPolicy} forbids. It looks twice: at all addresses of a
 * request's host before the request is made, and at the address that a response came from, for a
 * name may mean another address a moment later.
 *
 * <p>Every host is looked up once in a run, before the browser does it itself; what the browser
 * measures as its own look-up may therefore come from a resolver's cache.
 */
final class RequestPolicy {

  private static final int MAX_HOSTS = 1_000;
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final Set<String> WITHOUT_HOST = Set.of("data", "blob", "about");

  private final HostLookup lookup;
  private final Deadline deadline;
  private final Map<String, CompletableFuture<Optional<Failure>>> hosts = new ConcurrentHashMap<>();

  RequestPolicy(HostLookup lookup, Deadline deadline) {
    this.lookup = lookup;
    this.deadline = deadline;
  }

  /** Why a request is not made; absent when it may be. Does not wait for a look-up. */
  CompletableFuture<Optional<Failure>> check(String url) {
    String scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
    if (WITHOUT_HOST.contains(scheme)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Optional<String> host = SCHEMES.contains(scheme) ? host(url) : Optional.empty();
    if (host.isEmpty()) {
      return CompletableFuture.completedFuture(
          refused("the node's browser only gets http and https, and not " + cut(url)));
    }
    if (hosts.size() >= MAX_HOSTS && !hosts.containsKey(host.get())) {
      return CompletableFuture.completedFuture(
          refused("the page asks more than " + MAX_HOSTS + " hosts"));
    }
    return hosts.computeIfAbsent(host.get(), this::look);
  }

  private static Optional<String> host(String url) {
    try {
      // Chromium has brought the URL into its usual form; only what stands before the path counts.
      int path = url.indexOf('/', url.indexOf("://") + 3);
      String host = new URI(path < 0 ? url : url.substring(0, path)).getHost();
      return Optional.ofNullable(host)
          .map(name -> name.startsWith("[") ? name.substring(1, name.length() - 1) : name);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String cut(String url) {
    return url.length() > 100 ? url.substring(0, 100) + "…" : url;
  }

  private static Optional<Failure> refused(String sentence) {
    return Optional.of(new Failure(Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_CONNECT, sentence));
  }

  private CompletableFuture<Optional<Failure>> look(String host) {
    CompletableFuture<Optional<Failure>> verdict = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("browser-lookup")
        .start(() -> {
          try {
            verdict.complete(verdict(host));
          } catch (InterruptedException | RuntimeException e) {
            verdict.complete(refused("look-up of " + host + " was given up: " + e.getMessage()));
          }
        });
    return verdict;
  }

  private Optional<Failure> verdict(String host) throws InterruptedException {
    try {
      List<InetAddress> addresses = lookup.all(host, deadline);
      for (InetAddress address : addresses) {
        lookup.check(address);
      }
      return Optional.empty();
    } catch (ProbeFailedException e) {
      return Optional.of(e.failure());
    }
  }

  /** Why a response from this address must not have come; absent when it may. */
  Optional<Failure> checkAddress(String address) {
    Optional<InetAddress> literal = HostLookup.literal(address.replace("[", "").replace("]", ""));
    try {
      if (literal.isPresent()) {
        lookup.check(literal.get());
      }
      return Optional.empty();
    } catch (ProbeFailedException e) {
      return Optional.of(e.failure());
    }
  }
}
