package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.StatusRange;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Status codes of a document that count as success.
 *
 * @param ranges never none
 */
record ExpectedStatus(List<StatusRange> ranges) {

  private static final int FIRST = 100;
  private static final int LAST = 599;
  private static final int MAX_RANGES = 16;
  private static final StatusRange USUAL =
      StatusRange.newBuilder().setFirst(200).setLast(399).build();

  static ExpectedStatus of(String field, List<StatusRange> ranges) throws InvalidProbeException {
    boolean areGood =
        ranges.size() <= MAX_RANGES
            && ranges.stream()
                .allMatch(range ->
                    range.getFirst() >= FIRST
                        && range.getFirst() <= range.getLast()
                        && range.getLast() <= LAST);
    if (!areGood) {
      throw new InvalidProbeException(
          field
              + ": "
              + text(ranges)
              + " (expected: at most "
              + MAX_RANGES
              + " ranges within 100 to 599)");
    }
    return new ExpectedStatus(ranges.isEmpty() ? List.of(USUAL) : List.copyOf(ranges));
  }

  boolean has(int status) {
    return ranges.stream()
        .anyMatch(range -> range.getFirst() <= status && status <= range.getLast());
  }

  /** For people, for example "200 to 399". */
  String text() {
    return text(ranges);
  }

  private static String text(List<StatusRange> ranges) {
    return ranges.stream()
        .map(range ->
            range.getFirst() == range.getLast()
                ? String.valueOf(range.getFirst())
                : range.getFirst() + " to " + range.getLast())
        .collect(Collectors.joining(", "));
  }
}
