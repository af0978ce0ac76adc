package dev.foureyes.gateway.results;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Appends batches to the event log, without ever waiting. */
public final class BatchLog {

  /** What became of an attempt. */
  public enum Attempt {
    /** On its way; the callback says how it ended. */
    STARTED,
    /** No room, or the log is not known yet. Nothing was done; to be tried again. */
    NO_ROOM
  }

  private final Producer<String, byte[]> producer;
  private final InstantSource clock;

  /**
   * A writer.
   *
   * @param producer whose {@code send} does not wait ({@code max.block.ms} 0)
   */
  public BatchLog(Producer<String, byte[]> producer, InstantSource clock) {
    this.producer = producer;
    this.clock = clock;
  }

  /**
   * Tries to append a batch.
   *
   * @param done called once, with nothing when all in-sync replicas have the batch, or with why it
   *     failed; not called for NO_ROOM. On the producer's thread
   */
  public Attempt append(
      String org, String nodeId, ResultBatch batch, Consumer<@Nullable Exception> done) {
    NodeBatch record =
        NodeBatch.newBuilder()
            .setOrg(org)
            .setNodeId(nodeId)
            .setReceivedAt(Timestamps.fromMillis(clock.millis()))
            .setBatch(batch)
            .build();
    Thread caller = Thread.currentThread();
    AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    var _ =
        producer.send(
            Topics.NODE_BATCHES.record(EventKey.of(org, nodeId), record),
            (_, failure) -> {
              if (Thread.currentThread() == caller) {
                refused.set(
                    failure); // send itself gave up; the log's answers come on another thread
              } else {
                done.accept(failure);
              }
            });
    Exception failure = refused.get();
    if (failure instanceof TimeoutException) { // BufferExhaustedException is one
      return Attempt.NO_ROOM;
    }
    if (failure != null) {
      done.accept(failure);
    }
    return Attempt.STARTED;
  }
}
