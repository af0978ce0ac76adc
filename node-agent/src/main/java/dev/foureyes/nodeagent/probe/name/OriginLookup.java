package dev.foureyes.nodeagent.probe.name;

import dev.foureyes.nodeagent.policy.GlobalAddresses;
import dev.foureyes.nodeagent.time.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Autonomous systems of addresses, as far as an {@link OriginZone} knows them in a short time;
 * asked from the system's DNS servers, and kept, for traces meet the same routers again and again.
 */
public final class OriginLookup {

  private static final int MOST_KEPT = 4096;
  private static final Duration SHORTEST_KEPT = Duration.ofMinutes(1);
  private static final Duration LONGEST_KEPT = Duration.ofDays(1);

  /** An address of which the zone says that it knows nothing. */
  private static final Duration UNKNOWN_KEPT = Duration.ofMinutes(10);

  private final SystemResolvers system;
  private final Optional<OriginZone> zone;
  private final Ticker ticker;
  private final Map<Name, Kept> cache;

  private record Kept(OptionalInt asn, long sinceNanos, Duration time) {

    boolean isFresh(long nowNanos) {
      return nowNanos - sinceNanos < time.toNanos();
    }
  }

  /**
   * @param zone absent to ask nobody
   */
  public OriginLookup(SystemResolvers system, Optional<OriginZone> zone, Ticker ticker) {
    this(system, zone, ticker, MOST_KEPT);
  }

  /**
   * The same.
   *
   * @param mostKept answers that are kept; those that were not used for longest go
   */
  OriginLookup(SystemResolvers system, Optional<OriginZone> zone, Ticker ticker, int mostKept) {
    this.system = system;
    this.zone = zone;
    this.ticker = ticker;
    this.cache =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Name, Kept> eldest) {
            return size() > mostKept;
          }
        };
  }

  /**
   * Asks for all at once; those that are not known by then, or whose addresses mean nothing outside
   * of their own network, are left out.
   *
   * @return numbers of autonomous systems, unsigned
   */
  public Map<InetAddress, Integer> origins(Collection<InetAddress> addresses, Duration patience)
      throws InterruptedException {
    if (zone.isEmpty()) {
      return Map.of();
    }
    Map<InetAddress, Name> questions = new HashMap<>();
    for (InetAddress address : addresses) {
      if (GlobalAddresses.contains(address)) {
        questions.put(address, zone.get().question(address));
      }
    }
    Map<Name, OptionalInt> known = known(questions.values());
    ask(
            questions.values().stream()
                .filter(name -> !known.containsKey(name))
                .distinct()
                .toList(),
            patience)
        .forEach((name, kept) -> {
          keep(name, kept);
          known.put(name, kept.asn);
        });
    Map<InetAddress, Integer> origins = new HashMap<>();
    questions.forEach((address, name) ->
        known.getOrDefault(name, OptionalInt.empty()).ifPresent(asn -> origins.put(address, asn)));
    return origins;
  }

  private synchronized Map<Name, OptionalInt> known(Collection<Name> names) {
    Map<Name, OptionalInt> known = new HashMap<>();
    for (Name name : names) {
      Kept kept = cache.get(name);
      if (kept != null && kept.isFresh(ticker.nanos())) {
        known.put(name, kept.asn);
      }
    }
    return known;
  }

  private synchronized void keep(Name name, Kept kept) {
    cache.put(name, kept);
  }

  /** How many answers are kept. */
  synchronized int kept() {
    return cache.size();
  }

  private Map<Name, Kept> ask(List<Name> names, Duration patience) throws InterruptedException {
    if (names.isEmpty()) {
      return Map.of();
    }
    List<Resolver> servers = system.servers().stream().<Resolver>map(SimpleResolver::new).toList();
    ExtendedResolver resolver = new ExtendedResolver(servers);
    resolver.setRetries(1);
    resolver.setTimeout(patience);
    Map<Name, CompletableFuture<Message>> questions = new HashMap<>();
    for (Name name : names) {
      Message query = Message.newQuery(Record.newRecord(name, Type.TXT, DClass.IN));
      questions.put(name, resolver.sendAsync(query).toCompletableFuture());
    }
    awaitAll(questions.values(), patience);
    Map<Name, Kept> answers = new HashMap<>();
    questions.forEach((name, answer) -> {
      if (answer.isDone() && !answer.isCompletedExceptionally()) {
        read(answer.join()).ifPresent(kept -> answers.put(name, kept));
      }
    });
    return answers;
  }

  private static void awaitAll(Collection<CompletableFuture<Message>> answers, Duration patience)
      throws InterruptedException {
    try {
      var _ =
          CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // some are not known
    }
  }

  /** A server's failure says nothing about the address, and is not kept. */
  private Optional<Kept> read(Message answer) {
    int code = answer.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      return Optional.empty();
    }
    List<TXTRecord> records =
        answer.getSection(Section.ANSWER).stream()
            .filter(TXTRecord.class::isInstance)
            .map(TXTRecord.class::cast)
            .toList();
    OptionalInt asn = OriginZone.origin(records);
    Duration time =
        asn.isEmpty()
            ? UNKNOWN_KEPT
            : bounded(
                Duration.ofSeconds(records.stream().mapToLong(Record::getTTL).min().orElse(0)));
    return Optional.of(new Kept(asn, ticker.nanos(), time));
  }

  private static Duration bounded(Duration time) {
    if (time.compareTo(SHORTEST_KEPT) < 0) {
      return SHORTEST_KEPT;
    }
    return time.compareTo(LONGEST_KEPT) > 0 ? LONGEST_KEPT : time;
  }
}
