package dev.foureyes.ingest.query;

import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lists that fit into a message. Results of browsers hold a request list and pictures, up to a
 * quarter of a megabyte each; a list that would be large because of them goes without, and whoever
 * looks at one result gets all of it.
 */
final class LeanResults {

  /** Largest list that goes as it is. */
  static final int MAX_LIST_BYTES = 4 << 20;

  private LeanResults() {}

  /** The same results, the large parts left out where they are too large together. */
  static List<Result> of(List<Result> results) {
    long bytes = results.stream().mapToLong(Result::getSerializedSize).sum();
    return bytes <= MAX_LIST_BYTES ? results : results.stream().map(LeanResults::lean).toList();
  }

  private static Result lean(Result result) {
    return switch (result.getProbe().getDetailCase()) {
      case PAGE -> lean(result, LeanResults::leanPage);
      case TRANSACTION -> lean(result, LeanResults::leanTransaction);
      default -> result;
    };
  }

  private static Result lean(Result result, Consumer<ProbeResult.Builder> change) {
    Result.Builder lean = result.toBuilder();
    change.accept(lean.getProbeBuilder());
    return lean.build();
  }

  private static void leanPage(ProbeResult.Builder probe) {
    var page = probe.getPageBuilder();
    page.setResourcesLeftOut(page.getResourcesLeftOut() + page.getResourcesCount())
        .clearResources()
        .clearScreenshot();
  }

  private static void leanTransaction(ProbeResult.Builder probe) {
    var transaction = probe.getTransactionBuilder();
    transaction
        .setResourcesLeftOut(transaction.getResourcesLeftOut() + transaction.getResourcesCount())
        .clearResources()
        .clearScreenshots();
  }
}
