package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.proto.results.v1.PageResource;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests of a run as a result holds them.
 *
 * @param shown the first of them
 * @param leftOut how many there are besides
 */
record Resources(List<PageResource> shown, int leftOut) {

  /** A result with all that belongs to it fits into a record of the spool, 256 KiB. */
  private static final int MAX_RESULT = 240_000;

  private static final int MAX_BYTES = 100_000;
  private static final int MAX_SHOWN = 300;

  /** Tag and length of an element. */
  private static final int OVERHEAD = 6;

  /**
   * @param resultBytes what the rest of the result takes
   */
  static Resources of(RunLog log, int resultBytes) {
    int room = Math.min(MAX_BYTES, MAX_RESULT - resultBytes);
    double start = log.network().startSeconds().orElse(0);
    List<PageResource> shown = new ArrayList<>();
    for (Request request : log.network().kept()) {
      PageResource resource = request.describe(start, log.redactor()::clean);
      room -= resource.getSerializedSize() + OVERHEAD;
      if (room < 0 || shown.size() == MAX_SHOWN) {
        break;
      }
      shown.add(resource);
    }
    return new Resources(List.copyOf(shown), log.network().requests() - shown.size());
  }
}
