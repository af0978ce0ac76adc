package dev.foureyes.ingest.open;

import dev.foureyes.proto.events.v1.NodeProgress;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.Topics;
import dev.foureyes.topics.ValueCodec;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The graph of the ingest job, and nothing else.
 *
 * <pre>
 *  NODE_BATCHES ──► open-batches ──┬─► RESULTS
 *                    ▲ ▲  │        └─► NODE_EVENTS (lost results)
 *      NODES, TESTS ─┘ │  ▼
 *     (global, names)  progress (what was seen of each node)
 * </pre>
 */
public final class IngestTopology {

  /** The job's name. */
  public static final String JOB = "ingest";

  static final String PROGRESS = "progress";
  static final String NODES = "nodes";
  static final String TESTS = "tests";
  static final String RESULTS_SINK = "results";
  static final String NODE_EVENTS_SINK = "node-events";

  private static final String SOURCE = "node-batches";
  private static final String OPEN = "open-batches";

  /**
   * Progress of 10,000 nodes takes a few MiB; changes of one commit interval are written to the log
   * once.
   */
  private static final Map<String, String> PROGRESS_LOG =
      Map.of("segment.bytes", Integer.toString(16 << 20));

  private IngestTopology() {}

  public static Topology build() {
    Serde<NodeProgress> progressSerde = serde(ValueCodec.of(NodeProgress.getDefaultInstance()));
    StoreBuilder<?> progress =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(PROGRESS), Serdes.String(), progressSerde)
            .withLoggingEnabled(PROGRESS_LOG)
            .withCachingEnabled();

    Topology topology = new Topology();
    addGlobal(topology, NODES, Topics.NODES);
    addGlobal(topology, TESTS, Topics.TESTS);
    topology.addSource(
        AutoOffsetReset.earliest(),
        SOURCE,
        Serdes.String().deserializer(),
        Topics.NODE_BATCHES.valueSerde().deserializer(),
        Topics.NODE_BATCHES.name());
    topology.addProcessor(OPEN, BatchOpener::new, SOURCE);
    topology.addStateStore(progress, OPEN);
    addSink(topology, RESULTS_SINK, Topics.RESULTS);
    addSink(topology, NODE_EVENTS_SINK, Topics.NODE_EVENTS);
    return topology;
  }

  private static <V> void addGlobal(Topology topology, String name, Topic<V> topic) {
    Serde<V> serde = topic.valueSerde();
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), serde)
            .withLoggingDisabled(),
        name + "-topic",
        Serdes.String().deserializer(),
        serde.deserializer(),
        topic.name(),
        name + "-update",
        () -> new GlobalTable<V>(name));
  }

  private static <V> void addSink(Topology topology, String name, Topic<V> topic) {
    Serializer<V> serializer = topic.valueSerde().serializer();
    topology.addSink(name, topic.name(), Serdes.String().serializer(), serializer, OPEN);
  }

  private static <V> Serde<V> serde(ValueCodec<V> codec) {
    return Serdes.serdeFrom(codec.serializer(), codec.deserializer());
  }
}
