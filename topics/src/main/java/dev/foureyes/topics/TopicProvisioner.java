package dev.foureyes.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics of the catalogue where they are missing, and checks those that are there. */
public final class TopicProvisioner {

  private static final Logger log = LoggerFactory.getLogger(TopicProvisioner.class);

  /**
   * How long a deletion stays readable: a reader that was away for less sees it. Readers that
   * replay from the start never miss it.
   */
  private static final Duration TOMBSTONE_RETENTION = Duration.ofDays(7);

  /** The log does not answer. */
  public static final class UnavailableException extends IllegalStateException {
    private UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final Admin admin;
  private final TopicSettings settings;

  public TopicProvisioner(Admin admin, TopicSettings settings) {
    this.admin = admin;
    this.settings = settings;
  }

  /**
   * Returns when all topics are there and every partition answers.
   *
   * @throws UnavailableException when the log does not answer; trying again may do
   * @throws IllegalStateException when a topic is there with another number of partitions or
   *     another cleanup policy
   */
  public void ensure() throws InterruptedException {
    try {
      Set<String> present = admin.listTopics().names().get();
      List<Topic<?>> missing =
          Topics.all().stream().filter(topic -> !present.contains(topic.name())).toList();
      create(missing);
      check();
      awaitLeaders();
    } catch (ExecutionException e) {
      throw new UnavailableException(
          "event log: topics cannot be made or read: " + e.getMessage(), e);
    }
  }

  private void create(List<Topic<?>> topics) throws InterruptedException, ExecutionException {
    List<NewTopic> wanted = new ArrayList<>();
    for (Topic<?> topic : topics) {
      wanted.add(
          new NewTopic(topic.name(), settings.partitionsOf(topic), settings.replicationFactor())
              .configs(configs(topic)));
    }
    for (var created : admin.createTopics(wanted).values().entrySet()) {
      try {
        created.getValue().get();
        log.atInfo().addKeyValue("topic", created.getKey()).log("topic made");
      } catch (ExecutionException e) {
        if (!(e.getCause()
            instanceof TopicExistsException)) { // another of our processes was quicker
          throw e;
        }
      }
    }
  }

  /** The broker's settings of a topic. */
  static Map<String, String> configs(Topic<?> topic) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanup().configValue());
    topic
        .retention()
        .ifPresent(retention ->
            configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis())));
    configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(2 << 20));
    if (topic.cleanup() != Topic.Cleanup.DELETE) {
      configs.put(
          TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(TOMBSTONE_RETENTION.toMillis()));
      // Only closed segments are compacted: small ones keep a replay short.
      configs.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofMinutes(30).toMillis()));
      configs.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 << 20));
      configs.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2");
    }
    return configs;
  }

  private void check() throws InterruptedException, ExecutionException {
    Map<ConfigResource, Config> configs = admin.describeConfigs(resources()).all().get();
    Map<String, TopicDescription> descriptions = describe();
    for (Topic<?> topic : Topics.all()) {
      int partitions = Objects.requireNonNull(descriptions.get(topic.name())).partitions().size();
      if (partitions != settings.partitionsOf(topic)) {
        throw new IllegalStateException(
            "partitions of topic "
                + topic
                + ": "
                + partitions
                + " (expected: "
                + settings.partitionsOf(topic)
                + "; set foureyes.topics.partitions to what the log has)");
      }
      Config config =
          Objects.requireNonNull(
              configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name())));
      String cleanup = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
      if (!normalised(cleanup).equals(normalised(topic.cleanup().configValue()))) {
        throw new IllegalStateException(
            "cleanup.policy of topic "
                + topic
                + ": "
                + cleanup
                + " (expected: "
                + topic.cleanup().configValue()
                + ")");
      }
      warnOfOtherRetention(topic, config);
    }
  }

  private static void warnOfOtherRetention(Topic<?> topic, Config config) {
    configs(topic)
        .forEach((name, expected) -> {
          String actual = config.get(name).value();
          boolean retention =
              name.equals(TopicConfig.RETENTION_MS_CONFIG)
                  || name.equals(TopicConfig.DELETE_RETENTION_MS_CONFIG);
          if (retention && !expected.equals(actual)) {
            log.atWarn()
                .addKeyValue("topic", topic)
                .addKeyValue("setting", name)
                .addKeyValue("value", actual)
                .addKeyValue("default", expected)
                .log("topic keeps records for another time than ours");
          }
        });
  }

  private static Set<String> normalised(String policies) {
    return Set.of(policies.split(",", -1));
  }

  private List<ConfigResource> resources() {
    return Topics.all().stream()
        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
        .toList();
  }

  private Map<String, TopicDescription> describe() throws InterruptedException, ExecutionException {
    return admin
        .describeTopics(Topics.all().stream().map(Topic::name).toList())
        .allTopicNames()
        .get();
  }

  /**
   * Asks every partition's leader for its end. A producer that writes to a partition before its
   * leader is ready can get stuck: the first batch is refused, the second taken, and the first is
   * out of sequence from then on.
   */
  private void awaitLeaders() throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> partitions =
        Topics.all().stream()
            .flatMap(topic ->
                IntStream.range(0, settings.partitionsOf(topic))
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    admin.listOffsets(partitions).all().get();
  }
}
