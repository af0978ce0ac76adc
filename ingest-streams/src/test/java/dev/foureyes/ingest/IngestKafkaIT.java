package dev.foureyes.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.ingest.open.IngestTopology;
import dev.foureyes.ingest.write.Retention;
import dev.foureyes.ingest.write.StoreWriter;
import dev.foureyes.ingest.write.WriterMetrics;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.node.v1.Record;
import dev.foureyes.proto.node.v1.RecordList;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.TcpResult;
import dev.foureyes.stores.sqlite.SqliteResultStore;
import dev.foureyes.streams.InstanceId;
import dev.foureyes.streams.StreamsJob;
import dev.foureyes.streams.StreamsSettings;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.TopicFollower;
import dev.foureyes.topics.TopicProvisioner;
import dev.foureyes.topics.TopicSettings;
import dev.foureyes.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The ingest job and the store writer against the Kafka image that the compose stack runs. */
@Testcontainers
class IngestKafkaIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int NODES = 5;
  private static final int BATCHES = 40;
  private static final int PER_BATCH = 25;

  @Container
  private final KafkaContainer kafka =
      new KafkaContainer(DockerImageName.parse("apache/kafka:4.3.1"));

  @TempDir Path directory;

  @Test
  void repeatedBatchesAndARestartedJobGiveEachResultOnce() throws Exception {
    EventLog eventLog = EventLog.at(kafka.getBootstrapServers());
    try (Admin admin = eventLog.admin("test")) {
      new TopicProvisioner(admin, new TopicSettings(4, (short) 1)).ensure();
    }
    StoreWriter writer;
    List<Result> published = new CopyOnWriteArrayList<>();
    try (SqliteResultStore store = SqliteResultStore.open(directory.resolve("results.db"));
        Producer<String, byte[]> producer = eventLog.producer("test", Duration.ofSeconds(10));
        var follower =
            TopicFollower.start(
                eventLog,
                "test",
                Topics.RESULTS,
                entry -> entry.value().ifPresent(published::add))) {
      writer =
          new StoreWriter(
              eventLog,
              store,
              new WriterMetrics(new SimpleMeterRegistry()),
              InstantSource.system(),
              Retention.ofAll(Duration.ofDays(30)));
      writer.start();
      try (StreamsJob job = job(eventLog)) {
        job.start();
        send(producer, 0, BATCHES / 2);
        await().atMost(SOON).until(() -> published.size() >= NODES * PER_BATCH * BATCHES / 4);
      }
      try (StreamsJob job = job(eventLog)) {
        job.start();
        send(producer, BATCHES / 2, BATCHES);
        int expected = NODES * BATCHES * PER_BATCH;
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(store.status().getRows()).isEqualTo(expected));
        assertThat(published).extracting(Result::getId).doesNotHaveDuplicates().hasSize(expected);
        assertThat(job.isRunning()).isTrue();
      }
      follower.caughtUp().join();
      writer.close();
    }
  }

  private StreamsJob job(EventLog eventLog) {
    StreamsSettings settings =
        new StreamsSettings(
            directory.resolve("streams"),
            1,
            new InstanceId("it"),
            Duration.ofMillis(100),
            (short) 1);
    return new StreamsJob(
        IngestTopology.JOB, IngestTopology.build(), eventLog, settings, new SimpleMeterRegistry());
  }

  /** Every batch twice, as after a lost acknowledgement. */
  private static void send(Producer<String, byte[]> producer, int from, int to) {
    for (int batch = from; batch < to; batch++) {
      for (int node = 0; node < NODES; node++) {
        NodeBatch value = batch("node-" + node, (long) batch * PER_BATCH);
        EventKey key = EventKey.of("default", "node-" + node);
        var _ = producer.send(Topics.NODE_BATCHES.record(key, value));
        var _ = producer.send(Topics.NODE_BATCHES.record(key, value));
      }
    }
    producer.flush();
  }

  private static NodeBatch batch(String nodeId, long firstSeq) {
    RecordList.Builder records = RecordList.newBuilder();
    for (int i = 0; i < PER_BATCH; i++) {
      long seq = firstSeq + i;
      records.addRecords(
          Record.newBuilder()
              .setResult(
                  ProbeResult.newBuilder()
                      .setTestId("test-" + seq % 7)
                      .setRound(seq)
                      .setScheduledAt(Timestamps.fromMillis(1_772_366_400_000L + seq * 1_000))
                      .setFault(Fault.FAULT_OK)
                      .setTcp(TcpResult.newBuilder().setConnectMs(1).setTotalMs(1))));
    }
    return NodeBatch.newBuilder()
        .setOrg("default")
        .setNodeId(nodeId)
        .setReceivedAt(Timestamps.fromMillis(1_772_366_400_000L))
        .setBatch(
            ResultBatch.newBuilder()
                .setIncarnation(ByteString.copyFrom(new byte[16]))
                .setFirstSeq(firstSeq)
                .setCount(PER_BATCH)
                .setRecords(records.build().toByteString()))
        .build();
  }
}
