package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.proto.results.v1.BgpEventKind;
import dev.foureyes.proto.results.v1.BgpRoute;
import dev.foureyes.proto.results.v1.BgpWatchResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A watched prefix, as it stands in one session. */
final class Watched {

  /** Of so many more specific prefixes the routes are kept; of others only that they are there. */
  private static final int MAX_KEPT = 256;

  private final Settings.Watch rule;
  private final Journal journal;
  private Optional<BgpRoute> route = Optional.empty();
  private final Map<Prefix, BgpRoute> moreSpecific = new LinkedHashMap<>();
  private int moreSpecifics;
  private int pathChanges;

  Watched(Settings.Watch rule, Journal journal) {
    this.rule = rule;
    this.journal = journal;
  }

  Prefix prefix() {
    return rule.prefix();
  }

  void announced(
      PrefixTable.Change change, long high, long low, int length, PathAttributes attributes) {
    if (rule.prefix().is(high, low, length)) {
      BgpRoute announced = route(rule.prefix(), attributes, true);
      noteOwn(change, announced);
      noteMismatch(route, announced);
      route = Optional.of(announced);
    } else if (rule.prefix().holdsMoreSpecific(high, low, length)) {
      Prefix prefix = new Prefix(rule.prefix().family(), high, low, length);
      BgpRoute announced = route(prefix, attributes, false);
      if (change == PrefixTable.Change.NEW) {
        moreSpecifics++;
        journal.event(
            BgpEventKind.BGP_EVENT_KIND_MORE_SPECIFIC,
            announced.getPrefix(),
            "announced within " + rule.prefix() + " over " + path(announced));
      }
      noteMismatch(Optional.ofNullable(moreSpecific.get(prefix)), announced);
      keep(prefix, announced);
    }
  }

  /** One with an unexpected origin takes the place of another when all places are taken. */
  private void keep(Prefix prefix, BgpRoute announced) {
    if (moreSpecific.size() >= MAX_KEPT
        && !moreSpecific.containsKey(prefix)
        && announced.getOriginMismatch()) {
      moreSpecific.entrySet().stream()
          .filter(kept -> !kept.getValue().getOriginMismatch())
          .map(Map.Entry::getKey)
          .findFirst()
          .ifPresent(moreSpecific::remove);
    }
    if (moreSpecific.size() < MAX_KEPT || moreSpecific.containsKey(prefix)) {
      moreSpecific.put(prefix, announced);
    }
  }

  private void noteOwn(PrefixTable.Change change, BgpRoute announced) {
    switch (change) {
      case NEW ->
          journal.event(
              BgpEventKind.BGP_EVENT_KIND_ANNOUNCED, announced.getPrefix(), path(announced));
      case OTHER_PATH -> {
        pathChanges++;
        journal.event(
            BgpEventKind.BGP_EVENT_KIND_PATH_CHANGED,
            announced.getPrefix(),
            route.map(Watched::path).orElse("") + " -> " + path(announced));
      }
      case SAME -> {}
    }
  }

  private void noteMismatch(Optional<BgpRoute> before, BgpRoute announced) {
    boolean wasKnown = before.map(BgpRoute::getOriginMismatch).orElse(false);
    if (announced.getOriginMismatch() && !wasKnown) {
      journal.event(
          BgpEventKind.BGP_EVENT_KIND_ORIGIN_MISMATCH,
          announced.getPrefix(),
          origin(announced) + " (expected: " + expectedOrigins() + ")");
    }
  }

  void withdrawn(long high, long low, int length) {
    if (rule.prefix().is(high, low, length)) {
      journal.event(
          BgpEventKind.BGP_EVENT_KIND_WITHDRAWN,
          rule.prefix().toString(),
          route.map(Watched::path).orElse(""));
      route = Optional.empty();
    } else if (rule.prefix().holdsMoreSpecific(high, low, length)) {
      Prefix prefix = new Prefix(rule.prefix().family(), high, low, length);
      moreSpecifics--;
      moreSpecific.remove(prefix);
      journal.event(
          BgpEventKind.BGP_EVENT_KIND_MORE_SPECIFIC_WITHDRAWN,
          prefix.toString(),
          "within " + rule.prefix());
    }
  }

  private BgpRoute route(Prefix prefix, PathAttributes attributes, boolean isFull) {
    BgpRoute.Builder announced =
        BgpRoute.newBuilder()
            .setPrefix(prefix.toString())
            .setAsPath(attributes.asPath().toString())
            .setNextHop(attributes.nextHop(prefix.family()));
    if (isFull) {
      announced.addAllCommunities(attributes.communities());
    }
    OptionalInt origin = attributes.asPath().origin();
    origin.ifPresent(announced::setOriginAs);
    boolean isExpected =
        rule.origins().isEmpty()
            || (origin.isPresent() && rule.origins().contains(origin.getAsInt()));
    return announced.setOriginMismatch(!isExpected).build();
  }

  boolean isPresent() {
    return route.isPresent();
  }

  int mismatches() {
    return (int)
        (moreSpecific.values().stream().filter(BgpRoute::getOriginMismatch).count()
            + route.filter(BgpRoute::getOriginMismatch).stream().count());
  }

  /**
   * How it stands. Begins to count path changes anew.
   *
   * @param isTableKnown whether a prefix that has not come is not there
   * @param maxListed how many more specific prefixes are listed
   */
  BgpWatchResult result(boolean isTableKnown, int maxListed) {
    BgpWatchResult.Builder result =
        BgpWatchResult.newBuilder()
            .setPrefix(rule.prefix().toString())
            .setMoreSpecifics(moreSpecifics)
            .setPathChanges(pathChanges)
            .addAllViolations(violations(isTableKnown));
    if (route.isPresent() || isTableKnown) {
      result.setPresent(route.isPresent());
    }
    route.ifPresent(result::setRoute);
    moreSpecific.values().stream()
        .sorted(Comparator.comparing(BgpRoute::getOriginMismatch).reversed())
        .limit(maxListed)
        .forEach(result::addMoreSpecificRoutes);
    pathChanges = 0;
    return result.build();
  }

  private List<String> violations(boolean isTableKnown) {
    List<String> violations = new ArrayList<>();
    if (route.isEmpty() && isTableKnown) {
      violations.add(rule.prefix() + " is not announced");
    }
    route
        .filter(BgpRoute::getOriginMismatch)
        .ifPresent(mismatch -> violations.add(mismatch(mismatch)));
    Optional<BgpRoute> wrong =
        moreSpecific.values().stream().filter(BgpRoute::getOriginMismatch).findFirst();
    if (wrong.isPresent()) {
      violations.add(mismatch(wrong.get()) + ", within " + rule.prefix());
    } else if (rule.forbidsMoreSpecifics() && moreSpecifics > 0) {
      String example =
          moreSpecific.values().stream().findFirst().map(r -> ", " + r.getPrefix()).orElse("");
      violations.add(
          rule.prefix()
              + " has more specific prefixes: "
              + moreSpecifics
              + " (expected: none)"
              + example);
    }
    return violations;
  }

  private String mismatch(BgpRoute announced) {
    return announced.getPrefix()
        + " has the origin "
        + origin(announced)
        + " (expected: "
        + expectedOrigins()
        + ")";
  }

  private String expectedOrigins() {
    return rule.origins().stream()
        .sorted(Integer::compareUnsigned)
        .map(as -> "AS" + Integer.toUnsignedString(as))
        .collect(Collectors.joining(" or "));
  }

  private static String origin(BgpRoute announced) {
    return announced.hasOriginAs()
        ? "AS" + Integer.toUnsignedString(announced.getOriginAs())
        : "no single AS";
  }

  private static String path(BgpRoute announced) {
    return announced.getAsPath().isEmpty() ? "an empty path" : announced.getAsPath();
  }
}
