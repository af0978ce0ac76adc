package dev.foureyes.gateway.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.foureyes.gateway.results.BatchLog.Attempt;
import dev.foureyes.gateway.results.BatchPublisher.Landing;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.topics.KeyPartitioner;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Acknowledgements against a log that answers when and how the test says. */
class BatchPublisherTest {

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(
          Cluster.empty(),
          false,
          new KeyPartitioner(),
          new StringSerializer(),
          new ByteArraySerializer());
  private final List<Landing> landings = new ArrayList<>();
  private final BatchPublisher publisher =
      new BatchPublisher(new BatchLog(producer, InstantSource.fixed(Instant.EPOCH)), "org", "node");

  private Attempt publish(long firstSeq, int count) {
    return publish(firstSeq, count, 1);
  }

  private Attempt publish(long firstSeq, int count, int incarnation) {
    ResultBatch batch =
        ResultBatch.newBuilder()
            .setIncarnation(ByteString.copyFrom(new byte[] {(byte) incarnation}))
            .setFirstSeq(firstSeq)
            .setCount(count)
            .build();
    return publisher.publish(batch, landings::add);
  }

  /** The log's answers come on a thread of the producer's. */
  private void onProducerThread(Runnable answer) throws InterruptedException {
    Thread thread = Thread.ofPlatform().start(answer);
    thread.join();
  }

  @Test
  void aBatchIsAcknowledgedWhenItAndAllBeforeItAreInTheLog() throws Exception {
    publish(0, 10);
    publish(10, 5);
    publish(15, 1);
    onProducerThread(() -> {
      producer.completeNext();
      producer.completeNext();
      producer.completeNext();
    });

    assertThat(publisher.landed(landings.get(1))).as("the first is still on its way").isEmpty();
    assertThat(publisher.landed(landings.get(0))).hasValue(15);
    assertThat(publisher.landed(landings.get(2))).hasValue(16);
    assertThat(publisher.inFlight()).isZero();
  }

  @Test
  void aFailureIsToldAndNothingBehindItIsAcknowledged() throws Exception {
    publish(0, 10);
    publish(10, 5);
    onProducerThread(() -> {
      producer.errorNext(new TimeoutException("expired"));
      producer.completeNext();
    });

    assertThat(landings.get(0).failure()).isInstanceOf(TimeoutException.class);
    assertThat(landings.get(1).failure()).isNull();
    assertThat(publisher.landed(landings.get(1))).isEmpty();
  }

  @Test
  void batchesOfAnotherIncarnationWaitForThoseBefore() throws Exception {
    publish(0, 10, 1);

    assertThatThrownBy(() -> publish(0, 3, 2))
        .hasMessageStartingWith("batch.incarnation: another than of the batches before");

    onProducerThread(producer::completeNext);
    publisher.landed(landings.getFirst());
    assertThat(publish(0, 3, 2)).isEqualTo(Attempt.STARTED);
  }

  @Test
  void keysChooseThePartitionByOrganisationAndNode() {
    publish(0, 1);

    assertThat(producer.history().getFirst().key()).isEqualTo("org/node");
  }
}
