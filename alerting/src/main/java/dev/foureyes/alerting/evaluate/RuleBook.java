package dev.foureyes.alerting.evaluate;

import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.TestSelector;
import dev.foureyes.topics.EventKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The rules in force, by organisation. Reading them all from the store for every result would cost
 * more than evaluating them, so they are kept as objects until one changes.
 */
final class RuleBook {

  private final AtomicReference<Map<String, List<AlertRule>>> rules =
      new AtomicReference<>(Map.of());
  private volatile boolean stale = true;

  /** A rule has changed. */
  void forget() {
    stale = true;
  }

  /** The rules that watch a test, disabled ones left out. */
  List<AlertRule> of(
      ReadOnlyKeyValueStore<String, AlertRule> store,
      String org,
      String testId,
      Map<String, String> testLabels) {
    if (stale) {
      stale = false; // before reading: a change in between makes it stale again
      rules.set(read(store));
    }
    List<AlertRule> matching = new ArrayList<>();
    for (AlertRule rule : rules.get().getOrDefault(org, List.of())) {
      if (!rule.getDisabled() && selects(rule.getTests(), testId, testLabels)) {
        matching.add(rule);
      }
    }
    return matching;
  }

  private static Map<String, List<AlertRule>> read(ReadOnlyKeyValueStore<String, AlertRule> store) {
    Map<String, List<AlertRule>> byOrg = new HashMap<>();
    try (KeyValueIterator<String, AlertRule> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, AlertRule> entry = all.next();
        byOrg
            .computeIfAbsent(EventKey.parse(entry.key).org(), _ -> new ArrayList<>())
            .add(entry.value);
      }
    }
    return byOrg;
  }

  static boolean selects(TestSelector selector, String testId, Map<String, String> testLabels) {
    if (selector.getTestIdsCount() == 0 && selector.getMatchLabelsCount() == 0) {
      return true;
    }
    if (selector.getTestIdsList().contains(testId)) {
      return true;
    }
    return selector.getMatchLabelsCount() > 0
        && testLabels.entrySet().containsAll(selector.getMatchLabelsMap().entrySet());
  }
}
