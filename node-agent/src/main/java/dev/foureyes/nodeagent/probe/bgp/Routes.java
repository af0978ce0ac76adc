package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.proto.results.v1.BgpFamilyResult;
import dev.foureyes.proto.results.v1.BgpResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the peer of one session announces. Guarded by the session it belongs to. */
final class Routes implements UpdateReader.Sink, AutoCloseable {

  /** So that no peer makes a result larger than what the node keeps. */
  private static final int MAX_LISTED = 100;

  private static final int MAX_LISTED_OF_ONE = 20;

  private final Map<Family, PrefixTable> tables = new EnumMap<>(Family.class);
  private final Map<Family, List<Watched>> watchedOf = new EnumMap<>(Family.class);
  private final List<Watched> watched = new ArrayList<>();
  private final Set<Family> ended = EnumSet.noneOf(Family.class);
  private final int maxPrefixes;
  private final Journal journal;

  /** The peer announces more than the test allows. */
  static final class TooManyPrefixesException extends RuntimeException {
    TooManyPrefixesException(int maxPrefixes) {
      super("the peer announces more than " + maxPrefixes + " prefixes (bgp.max_prefixes)");
    }
  }

  /**
   * @param families those of the session
   */
  Routes(Set<Family> families, Settings settings, RouteMemory memory, Journal journal) {
    this.maxPrefixes = settings.maxPrefixes();
    this.journal = journal;
    for (Family family : families) {
      tables.put(family, new PrefixTable(family, memory));
      watchedOf.put(family, new ArrayList<>());
    }
    for (Settings.Watch rule : settings.watched()) {
      Watched each = new Watched(rule, journal);
      watched.add(each);
      watchedOf.computeIfAbsent(rule.prefix().family(), family -> new ArrayList<>()).add(each);
    }
  }

  @Override
  public void announced(Family family, long high, long low, int length, PathAttributes attributes) {
    PrefixTable.Change change =
        table(family).put(high, low, length, attributes.asPath().fingerprint());
    journal.announcement(change == PrefixTable.Change.OTHER_PATH);
    if (change == PrefixTable.Change.NEW && prefixes() > maxPrefixes) {
      throw new TooManyPrefixesException(maxPrefixes);
    }
    for (Watched each : watchedOf.getOrDefault(family, List.of())) {
      each.announced(change, high, low, length, attributes);
    }
  }

  @Override
  public void withdrawn(Family family, long high, long low, int length) {
    if (!table(family).remove(high, low, length)) {
      return;
    }
    journal.withdrawal();
    for (Watched each : watchedOf.getOrDefault(family, List.of())) {
      each.withdrawn(high, low, length);
    }
  }

  private PrefixTable table(Family family) {
    PrefixTable table = tables.get(family);
    if (table == null) {
      throw new IllegalStateException(family + " is not of this session");
    }
    return table;
  }

  @Override
  public void endOfRib(Family family) {
    ended.add(family);
  }

  @Override
  public void malformed(String why) {
    journal.malformed("an UPDATE was taken as a withdrawal: " + why);
  }

  /** Whether the peer has said for all families that its table is complete. */
  boolean hasEnded() {
    return ended.containsAll(tables.keySet());
  }

  /** Of all families. */
  int prefixes() {
    int prefixes = 0;
    for (PrefixTable table : tables.values()) {
      prefixes += table.size();
    }
    return prefixes;
  }

  /**
   * Puts it into a round's result.
   *
   * @param isTableKnown whether a prefix that has not come is not there
   */
  void into(BgpResult.Builder result, boolean isTableKnown) {
    tables.forEach((family, table) ->
        result.addFamilies(
            BgpFamilyResult.newBuilder()
                .setFamily(family.contract())
                .setPrefixes(table.size())
                .setEndOfRib(ended.contains(family))));
    result
        .setPrefixes(prefixes())
        .setWatchedPresent((int) watched.stream().filter(Watched::isPresent).count())
        .setOriginMismatches(watched.stream().mapToInt(Watched::mismatches).sum());
    int each = Math.min(MAX_LISTED_OF_ONE, MAX_LISTED / Math.max(1, watched.size()));
    watched.forEach(watch -> result.addWatched(watch.result(isTableKnown, each)));
  }

  @Override
  public void close() {
    tables.values().forEach(PrefixTable::close);
  }
}
