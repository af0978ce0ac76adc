package dev.foureyes.ingest.open;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.proto.events.v1.NodeProgress;
import dev.foureyes.proto.node.v1.LossReason;
import dev.foureyes.proto.node.v1.LossRecord;
import dev.foureyes.proto.node.v1.Record;
import dev.foureyes.proto.node.v1.RecordList;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestTopologyTest {

  private static final ByteString INCARNATION = ByteString.copyFrom(new byte[16]);
  private static final Path GOLDEN = Path.of("src", "test", "resources", "ingest-topology.txt");

  private final TopologyTestDriver driver =
      new TopologyTestDriver(IngestTopology.build(), properties());
  private final TestInputTopic<String, NodeBatch> batches = input(Topics.NODE_BATCHES);
  private final TestInputTopic<String, Node> nodes = input(Topics.NODES);
  private final TestInputTopic<String, dev.foureyes.proto.control.v1.Test> tests =
      input(Topics.TESTS);
  private final TestOutputTopic<String, Result> results = output(Topics.RESULTS);
  private final TestOutputTopic<String, NodeEvent> events = output(Topics.NODE_EVENTS);
  private final TestOutputTopic<byte[], byte[]> deadLetters =
      driver.createOutputTopic(
          Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ingest-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true");
    properties.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueProcessingExceptionHandler.class);
    properties.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
    return properties;
  }

  private <V> TestInputTopic<String, V> input(Topic<V> topic) {
    return driver.createInputTopic(
        topic.name(), new StringSerializer(), topic.valueSerde().serializer());
  }

  private <V> TestOutputTopic<String, V> output(Topic<V> topic) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), topic.valueSerde().deserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private static Record result(String testId, long round) {
    return Record.newBuilder()
        .setResult(ProbeResult.newBuilder().setTestId(testId).setRound(round))
        .build();
  }

  private static NodeBatch batch(long firstSeq, Record... records) {
    RecordList list = RecordList.newBuilder().addAllRecords(List.of(records)).build();
    return NodeBatch.newBuilder()
        .setOrg("default")
        .setNodeId("node-1")
        .setReceivedAt(Timestamps.fromMillis(1_000))
        .setBatch(
            ResultBatch.newBuilder()
                .setIncarnation(INCARNATION)
                .setFirstSeq(firstSeq)
                .setCount(records.length)
                .setRecords(list.toByteString()))
        .build();
  }

  /**
   * After a wanted change, run with -Dfoureyes.write-docs to write the file anew, and review it:
   * names in it are for ever.
   */
  @Test
  void theGraphIsAsRecorded() throws IOException {
    String description = IngestTopology.build().describe().toString();
    if (System.getProperty("foureyes.write-docs") != null) {
      Files.writeString(GOLDEN, description);
    }
    assertThat(GOLDEN).hasContent(description);
  }

  @Test
  void aBatchBecomesResultsUnderTheirTests() {
    batches.pipeInput("default/node-1", batch(7, result("test-a", 1), result("test-b", 2)));

    List<TestRecord<String, Result>> out = results.readRecordsToList();
    assertThat(out).extracting(TestRecord::key).containsExactly("default/test-a", "default/test-b");
    Result second = out.get(1).value();
    assertThat(second.getId()).isEqualTo("node-1.00000000000000000000000000000000.8");
    assertThat(second.getSeq()).isEqualTo(8);
    assertThat(second.getNodeId()).isEqualTo("node-1");
    assertThat(second.getReceivedAt()).isEqualTo(Timestamps.fromMillis(1_000));
    assertThat(second.getProbe().getRound()).isEqualTo(2);
  }

  @Test
  void resultsCarryTheNamesAndLabelsOfTheTime() {
    nodes.pipeInput(
        "default/node-1", Node.newBuilder().setName("Berlin").putLabels("site", "berlin").build());
    tests.pipeInput(
        "default/test-a",
        dev.foureyes.proto.control.v1.Test.newBuilder()
            .setName("Shop")
            .putLabels("team", "web")
            .build());
    batches.pipeInput("default/node-1", batch(0, result("test-a", 1)));
    tests.pipeInput("default/test-a", (dev.foureyes.proto.control.v1.Test) null);
    batches.pipeInput("default/node-1", batch(1, result("test-a", 2)));

    List<Result> out = results.readValuesToList();
    assertThat(out.get(0).getNodeName()).isEqualTo("Berlin");
    assertThat(out.get(0).getNodeLabelsMap()).containsEntry("site", "berlin");
    assertThat(out.get(0).getTestName()).isEqualTo("Shop");
    assertThat(out.get(0).getTestLabelsMap()).containsEntry("team", "web");
    assertThat(out.get(1).getTestName()).as("the test was deleted").isEmpty();
    assertThat(out.get(1).getNodeName()).isEqualTo("Berlin");
  }

  @Test
  void aBatchThatComesTwiceCountsOnce() {
    batches.pipeInput("default/node-1", batch(0, result("test-a", 1), result("test-a", 2)));
    batches.pipeInput("default/node-1", batch(0, result("test-a", 1), result("test-a", 2)));
    batches.pipeInput("default/node-1", batch(1, result("test-a", 2), result("test-a", 3)));

    assertThat(results.readValuesToList())
        .extracting(result -> result.getProbe().getRound())
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void nodesDoNotShareTheirNumbers() {
    batches.pipeInput("default/node-1", batch(0, result("test-a", 1)));
    batches.pipeInput(
        "default/node-2", batch(0, result("test-a", 1)).toBuilder().setNodeId("node-2").build());

    assertThat(results.readValuesToList()).hasSize(2);
  }

  @Test
  void aLossIsAnEventOfItsNodeAndClosesItsGap() {
    Record loss =
        Record.newBuilder()
            .setLoss(
                LossRecord.newBuilder()
                    .setFirstSeq(1)
                    .setLastSeq(5)
                    .setReason(LossReason.LOSS_REASON_SPOOL_FULL))
            .build();
    batches.pipeInput("default/node-1", batch(0, result("test-a", 1)));
    batches.pipeInput("default/node-1", batch(6, loss, result("test-a", 2)));
    batches.pipeInput("default/node-1", batch(6, loss, result("test-a", 2)));

    List<NodeEvent> out = events.readValuesToList();
    assertThat(out).hasSize(1);
    assertThat(out.getFirst().getResultsLost().getLoss().getLastSeq()).isEqualTo(5);
    assertThat(results.readValuesToList()).hasSize(2);
    var progress = driver.<String, NodeProgress>getKeyValueStore("progress").get("default/node-1");
    assertThat(progress.getIncarnations(0).getGapsList()).isEmpty();
  }

  @Test
  void whatCannotBeReadGoesToTheDeadLettersWholeAndTheRestGoesOn() {
    TestInputTopic<byte[], byte[]> raw =
        driver.createInputTopic(
            Topics.NODE_BATCHES.name(), new ByteArraySerializer(), new ByteArraySerializer());
    byte[] key = "default/node-1".getBytes(StandardCharsets.UTF_8);
    byte[] junk = "\377junk".getBytes(StandardCharsets.ISO_8859_1);
    NodeBatch wrongCount =
        batch(0, result("test-a", 1)).toBuilder()
            .setBatch(batch(0, result("test-a", 1)).getBatch().toBuilder().setCount(2))
            .build();
    NodeBatch wrongRecords =
        wrongCount.toBuilder()
            .setBatch(wrongCount.getBatch().toBuilder().setRecords(ByteString.copyFrom(junk)))
            .build();

    raw.pipeInput(key, junk);
    batches.pipeInput("default/node-1", wrongCount);
    batches.pipeInput("default/node-1", wrongRecords);
    batches.pipeInput("default/node-1", batch(0, result("test-a", 1)));

    List<byte[]> letters = deadLetters.readValuesToList();
    assertThat(letters).containsExactly(junk, wrongCount.toByteArray(), wrongRecords.toByteArray());
    assertThat(results.readValuesToList()).as("the node's numbers were not used up").hasSize(1);
  }
}
