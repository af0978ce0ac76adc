package dev.foureyes.alerting.evaluate;

import dev.foureyes.proto.alerting.v1.AlertState;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.Topics;
import dev.foureyes.topics.ValueCodec;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The graph of the alerting job, and nothing else.
 *
 * <pre>
 *  RESULTS ──► evaluate-rules ──┬──► INCIDENTS
 *               ▲ ▲             │
 *  ALERT_RULES ─┘ │ alert-states, stopped-tests (by test)
 *     (global)    │             │
 *  TESTS ──► follow-tests ──────┘
 * </pre>
 */
public final class AlertTopology {

  /** The job's name. */
  public static final String JOB = "alerting";

  static final String RULES = "alert-rules";
  static final String STATES = "alert-states";
  static final String STOPPED = "stopped-tests";

  private static final String RESULTS = "results";
  private static final String TESTS = "tests";
  private static final String EVALUATE = "evaluate-rules";
  private static final String FOLLOW = "follow-tests";
  private static final Map<String, String> SMALL_SEGMENTS =
      Map.of("segment.bytes", Integer.toString(16 << 20));

  private AlertTopology() {}

  public static Topology build() {
    RuleBook book = new RuleBook();
    Topology topology = new Topology();
    addRules(topology, book);
    addSource(topology, RESULTS, Topics.RESULTS);
    addSource(topology, TESTS, Topics.TESTS);
    topology.addProcessor(EVALUATE, () -> new RuleEvaluator(book), RESULTS);
    topology.addProcessor(FOLLOW, TestFollower::new, TESTS);
    topology.addStateStore(
        store(STATES, serde(ValueCodec.of(AlertState.getDefaultInstance()))), EVALUATE, FOLLOW);
    topology.addStateStore(store(STOPPED, Serdes.String()), EVALUATE, FOLLOW);
    topology.addSink(
        "incidents",
        Topics.INCIDENTS.name(),
        Serdes.String().serializer(),
        Topics.INCIDENTS.valueSerde().serializer(),
        EVALUATE,
        FOLLOW);
    return topology;
  }

  private static void addRules(Topology topology, RuleBook book) {
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(RULES),
                Serdes.String(),
                Topics.ALERT_RULES.valueSerde())
            .withLoggingDisabled(),
        RULES + "-topic",
        Serdes.String().deserializer(),
        Topics.ALERT_RULES.valueSerde().deserializer(),
        Topics.ALERT_RULES.name(),
        RULES + "-update",
        () -> new RuleTable(book));
  }

  private static void addSource(Topology topology, String name, Topic<?> topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        Serdes.String().deserializer(),
        topic.valueSerde().deserializer(),
        topic.name());
  }

  private static <V> StoreBuilder<?> store(String name, Serde<V> serde) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), serde)
        .withLoggingEnabled(SMALL_SEGMENTS)
        .withCachingEnabled();
  }

  private static <V> Serde<V> serde(ValueCodec<V> codec) {
    return Serdes.serdeFrom(codec.serializer(), codec.deserializer());
  }
}
