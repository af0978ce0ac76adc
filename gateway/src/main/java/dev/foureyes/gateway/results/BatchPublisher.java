package dev.foureyes.gateway.results;

import com.google.protobuf.ByteString;
import dev.foureyes.proto.node.v1.ResultBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session's batches on their way into the log.
 *
 * <p>A batch may be acknowledged to its node only when it and all before it are in the log: this
 * class keeps them in the order in which they came and says how far that is. When one fails, all
 * behind it are worthless to the node, and the session has to end; the node sends them again. Not
 * safe for several threads; the session guards it.
 */
public final class BatchPublisher {

  private static final class InFlight {
    final long nextSeq;
    boolean inLog;

    InFlight(long nextSeq) {
      this.nextSeq = nextSeq;
    }
  }

  private final BatchLog log;
  private final String org;
  private final String nodeId;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private ByteString incarnation = ByteString.EMPTY;

  public BatchPublisher(BatchLog log, String org, String nodeId) {
    this.log = log;
    this.org = org;
    this.nodeId = nodeId;
  }

  /** How many batches are on their way. */
  public int inFlight() {
    return inFlight.size();
  }

  /**
   * Starts to append a batch.
   *
   * @param onLanded called when the log has the batch or failed to take it; on another thread. What
   *     it gets is to be handed to {@link #landed} under the session's lock
   * @throws IllegalArgumentException when the batch belongs to another incarnation than the ones on
   *     their way
   */
  public BatchLog.Attempt publish(ResultBatch batch, Consumer<Landing> onLanded) {
    if (!inFlight.isEmpty() && !batch.getIncarnation().equals(incarnation)) {
      throw new IllegalArgumentException(
          "batch.incarnation: another than of the batches before (expected: those to be acknowledged first)");
    }
    InFlight entry = new InFlight(batch.getFirstSeq() + batch.getCount());
    BatchLog.Attempt attempt =
        log.append(org, nodeId, batch, failure -> onLanded.accept(new Landing(entry, failure)));
    if (attempt == BatchLog.Attempt.STARTED) {
      incarnation = batch.getIncarnation();
      inFlight.addLast(entry);
    }
    return attempt;
  }

  /** How a batch ended. */
  public static final class Landing {
    private final InFlight entry;
    private final @Nullable Exception failure;

    private Landing(InFlight entry, @Nullable Exception failure) {
      this.entry = entry;
      this.failure = failure;
    }

    public @Nullable Exception failure() {
      return failure;
    }
  }

  /**
   * Takes note that a batch is in the log; the answer is how far the node may forget now, if that
   * is further than before.
   */
  public OptionalLong landed(Landing landing) {
    landing.entry.inLog = true;
    OptionalLong acknowledged = OptionalLong.empty();
    while (!inFlight.isEmpty() && inFlight.getFirst().inLog) {
      acknowledged = OptionalLong.of(inFlight.removeFirst().nextSeq);
    }
    return acknowledged;
  }
}
