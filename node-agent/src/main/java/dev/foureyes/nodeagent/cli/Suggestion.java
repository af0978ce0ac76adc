package dev.foureyes.nodeagent.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant. */
public final class Suggestion {

  private static final int MAX_EDITS = 2;

  private Suggestion() {}

  /** For the end of a message: "; did you mean …?", or nothing when no name is close. */
  public static String among(Collection<String> names, String typed) {
    return closest(names, typed).map(name -> "; did you mean " + name + "?").orElse("");
  }

  /** The name that fewest edits lead to, at most two and fewer than half of what was typed. */
  static Optional<String> closest(Collection<String> names, String typed) {
    String lower = typed.toLowerCase(Locale.ROOT);
    int most = Math.min(MAX_EDITS, (typed.length() - 1) / 2);
    return names.stream()
        .filter(name -> edits(name.toLowerCase(Locale.ROOT), lower) <= most)
        .min(Comparator.comparingInt(name -> edits(name.toLowerCase(Locale.ROOT), lower)));
  }

  /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
  private static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
