package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.text.ShownText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What the node did in a run that a visitor's browser does not; the same thing once, with a count.
 */
final class Notes {

  private static final int MAX_KINDS = 10;
  private static final int MAX_CHARS = 300;
  private static final int MAX_READ = 2_000;

  private final Map<String, Integer> counts = new LinkedHashMap<>();

  synchronized void add(String note) {
    String key = ShownText.cut(note, MAX_READ);
    if (counts.containsKey(key) || counts.size() < MAX_KINDS) {
      counts.merge(key, 1, Integer::sum);
    }
  }

  synchronized List<String> describe(UnaryOperator<String> clean) {
    return counts.entrySet().stream()
        .map(entry ->
            ShownText.cut(clean.apply(entry.getKey()), MAX_CHARS)
                + (entry.getValue() > 1 ? " (" + entry.getValue() + " times)" : ""))
        .toList();
  }
}
