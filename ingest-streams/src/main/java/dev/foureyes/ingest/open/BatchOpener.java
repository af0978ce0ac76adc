package dev.foureyes.ingest.open;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.foureyes.ingest.open.SeenSequences.Seen;
import dev.foureyes.model.result.ResultId;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.proto.events.v1.NodeProgress;
import dev.foureyes.proto.events.v1.NodeResultsLost;
import dev.foureyes.proto.node.v1.LossRecord;
import dev.foureyes.proto.node.v1.RecordList;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.topics.EventKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Opens one node's batches: what was seen before is left out; each result goes on under its test's
 * key, with the names and labels of its node and test; each loss goes on as an event of its node.
 *
 * <p>Previous hop of a result: the gateway's {@code BatchPublisher}, by the topic {@code
 * NODE_BATCHES}. Next hops, by the topic {@code RESULTS}: {@code write.StoreWriter} and alerting's
 * {@code RuleEvaluator}.
 */
final class BatchOpener implements Processor<String, NodeBatch, String, Object> {

  private @Nullable ProcessorContext<String, Object> context;
  private @Nullable KeyValueStore<String, NodeProgress> progress;
  private @Nullable ReadOnlyKeyValueStore<String, Node> nodes;
  private @Nullable ReadOnlyKeyValueStore<String, Test> tests;

  @Override
  public void init(ProcessorContext<String, Object> newContext) {
    context = newContext;
    progress = newContext.getStateStore(IngestTopology.PROGRESS);
    nodes = newContext.getStateStore(IngestTopology.NODES);
    tests = newContext.getStateStore(IngestTopology.TESTS);
  }

  @Override
  public void process(Record<String, NodeBatch> record) {
    NodeBatch batch = record.value();
    ResultBatch results = batch.getBatch();
    RecordList records =
        open(results); // before anything goes on: a batch that cannot be opened goes to the dead
    // letters whole
    KeyValueStore<String, NodeProgress> seenBefore = Objects.requireNonNull(progress);
    NodeProgress before = seenBefore.get(record.key());
    Seen seen =
        SeenSequences.see(
            before == null ? NodeProgress.getDefaultInstance() : before,
            results.getIncarnation(),
            results.getFirstSeq(),
            results.getFirstSeq() + records.getRecordsCount() - 1);
    if (seen.fresh().isEmpty()) {
      return;
    }
    NodeProgress after = seen.progress();
    Enrichment enrichment = new Enrichment(batch);
    for (int i = 0; i < records.getRecordsCount(); i++) {
      long seq = results.getFirstSeq() + i;
      if (seen.isFresh(seq)) {
        switch (records.getRecords(i).getRecordCase()) {
          case RESULT -> forward(record, enrichment.result(seq, records.getRecords(i).getResult()));
          case LOSS -> {
            LossRecord loss = records.getRecords(i).getLoss();
            forward(record, lost(batch, loss));
            // What was lost never comes: without this it would stay a gap for ever.
            after =
                SeenSequences.see(
                        after, results.getIncarnation(), loss.getFirstSeq(), loss.getLastSeq())
                    .progress();
          }
          case RECORD_NOT_SET -> {} // of a later version of the node
        }
      }
    }
    seenBefore.put(record.key(), after);
  }

  private static RecordList open(ResultBatch batch) {
    RecordList records;
    try {
      records = RecordList.parseFrom(batch.getRecords());
    } catch (InvalidProtocolBufferException e) {
      throw new SerializationException(
          "batch.records: " + batch.getRecords().size() + " bytes (expected: a RecordList)", e);
    }
    if (records.getRecordsCount() != batch.getCount()
        || batch.getIncarnation().size() != ResultId.INCARNATION_BYTES) {
      throw new SerializationException(
          "batch.records: "
              + records.getRecordsCount()
              + " records (expected: "
              + batch.getCount()
              + ", as batch.count says)");
    }
    return records;
  }

  private void forward(Record<String, NodeBatch> from, Result result) {
    String key = EventKey.of(result.getOrg(), result.getProbe().getTestId()).toString();
    Objects.requireNonNull(context)
        .forward(from.withKey(key).withValue(result), IngestTopology.RESULTS_SINK);
  }

  private void forward(Record<String, NodeBatch> from, NodeEvent event) {
    Objects.requireNonNull(context).forward(from.withValue(event), IngestTopology.NODE_EVENTS_SINK);
  }

  private static NodeEvent lost(NodeBatch batch, LossRecord loss) {
    return NodeEvent.newBuilder()
        .setOrg(batch.getOrg())
        .setNodeId(batch.getNodeId())
        .setOccurredAt(batch.getReceivedAt())
        .setResultsLost(
            NodeResultsLost.newBuilder()
                .setIncarnation(batch.getBatch().getIncarnation())
                .setLoss(loss))
        .build();
  }

  /** Makes results of one batch; looks up each test once. */
  private final class Enrichment {
    private final NodeBatch batch;
    private final ByteString incarnation;
    private final Node node;
    private final Map<String, Test> testsById = new HashMap<>();

    Enrichment(NodeBatch batch) {
      this.batch = batch;
      this.incarnation = batch.getBatch().getIncarnation();
      Node known =
          Objects.requireNonNull(nodes)
              .get(EventKey.of(batch.getOrg(), batch.getNodeId()).toString());
      this.node = known == null ? Node.getDefaultInstance() : known;
    }

    Result result(long seq, ProbeResult probe) {
      Test test = testsById.computeIfAbsent(probe.getTestId(), this::find);
      return Result.newBuilder()
          .setId(new ResultId(batch.getNodeId(), incarnation, seq).toString())
          .setOrg(batch.getOrg())
          .setNodeId(batch.getNodeId())
          .setIncarnation(incarnation)
          .setSeq(seq)
          .setReceivedAt(batch.getReceivedAt())
          .setNodeName(node.getName())
          .putAllNodeLabels(node.getLabelsMap())
          .setTestName(test.getName())
          .putAllTestLabels(test.getLabelsMap())
          .setProbe(probe)
          .build();
    }

    private Test find(String testId) {
      Test known =
          Objects.requireNonNull(tests).get(EventKey.of(batch.getOrg(), testId).toString());
      return known == null ? Test.getDefaultInstance() : known;
    }
  }
}
