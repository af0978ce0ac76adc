package dev.foureyes.control;

import dev.foureyes.control.assignment.AssignmentReconciler;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.incident.IncidentProjection;
import dev.foureyes.control.live.LiveFeed;
import dev.foureyes.control.node.NodeStatusProjection;
import dev.foureyes.control.projection.Projection;
import dev.foureyes.control.projection.Projector;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.TopicSettings;
import dev.foureyes.topics.Topics;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Wires the control plane's taps on the event log. They keep their places themselves; Kafka's group
 * offsets are not used.
 */
@Configuration(proxyBeanMethods = false)
class ControlPlaneTaps {

  private static final long RETRY_MS = 200;
  private static final long MAX_RETRY_MS = 5_000;

  @Bean
  LiveFeed liveFeed(TopicSettings topics) {
    return new LiveFeed(topics.partitions());
  }

  /** Identity of each topic, by name. */
  @Bean
  TopicIds topicIds(Admin admin) throws InterruptedException {
    try {
      return new TopicIds(
          admin
              .describeTopics(Topics.all().stream().map(Topic::name).toList())
              .allTopicNames()
              .get()
              .entrySet()
              .stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, topic -> topic.getValue().topicId().toString())));
    } catch (ExecutionException e) {
      throw new IllegalStateException("event log: topics cannot be read", e);
    }
  }

  /** A topic that is deleted and made again has another. */
  record TopicIds(Map<String, String> byName) {
    TopicIds {
      byName = Map.copyOf(byName);
    }

    String of(Topic<?> topic) {
      return byName.getOrDefault(topic.name(), "");
    }
  }

  @Bean(destroyMethod = "stop")
  KafkaMessageListenerContainer<String, byte[]> nodeStatusTap(
      Database database,
      EventLog eventLog,
      TopicSettings topics,
      TopicIds ids,
      LiveFeed liveFeed,
      AssignmentReconciler assignments,
      InstantSource clock) {
    NodeStatusProjection statuses =
        new NodeStatusProjection(
            (scope, node) -> {
              liveFeed.publish(scope, node);
              assignments.nodeSeen(scope, node);
            },
            clock);
    return projection(database, eventLog, topics, ids, statuses);
  }

  @Bean(destroyMethod = "stop")
  KafkaMessageListenerContainer<String, byte[]> incidentTap(
      Database database, EventLog eventLog, TopicSettings topics, TopicIds ids) {
    return projection(database, eventLog, topics, ids, new IncidentProjection());
  }

  private static <V> KafkaMessageListenerContainer<String, byte[]> projection(
      Database database,
      EventLog eventLog,
      TopicSettings topics,
      TopicIds ids,
      Projection<V> projection) {
    Projector<V> projector = new Projector<>(database, projection, ids.of(projection.topic()));
    Map<Integer, Long> places = projector.places();
    TopicPartitionOffset[] from =
        IntStream.range(0, topics.partitions())
            .mapToObj(partition ->
                new TopicPartitionOffset(
                    projection.topic().name(), partition, places.getOrDefault(partition, 0L)))
            .toArray(TopicPartitionOffset[]::new);
    ContainerProperties properties = new ContainerProperties(from);
    properties.setMessageListener((BatchMessageListener<String, byte[]>) projector::apply);
    return container(eventLog, "foureyes-control-" + projection.topic().name(), properties);
  }

  /**
   * Starts a little before the ends, so that browsers can go on after a restart of this process.
   */
  @Bean(destroyMethod = "stop")
  KafkaMessageListenerContainer<String, byte[]> liveTap(
      EventLog eventLog, TopicSettings topics, Admin admin, LiveFeed liveFeed)
      throws InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?> topic : List.of(Topics.RESULTS, Topics.INCIDENTS)) {
      IntStream.range(0, topics.partitions())
          .forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition)));
    }
    Map<TopicPartition, Long> beginnings = offsets(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
    List<TopicPartitionOffset> from = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      long offset =
          Math.max(
              beginnings.getOrDefault(partition, 0L),
              ends.getOrDefault(partition, 0L) - LiveFeed.READ_BACK);
      liveFeed.begin(partition.topic(), partition.partition(), offset);
      from.add(new TopicPartitionOffset(partition.topic(), partition.partition(), offset));
    }
    ContainerProperties properties =
        new ContainerProperties(from.toArray(TopicPartitionOffset[]::new));
    properties.setMessageListener((MessageListener<String, byte[]>) liveFeed::accept);
    return container(eventLog, "foureyes-control-live", properties);
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec spec) throws InterruptedException {
    try {
      return admin
          .listOffsets(
              partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> spec)))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, offset -> offset.getValue().offset()));
    } catch (ExecutionException e) {
      throw new IllegalStateException("event log: offsets cannot be read", e);
    }
  }

  private static KafkaMessageListenerContainer<String, byte[]> container(
      EventLog eventLog, String clientId, ContainerProperties properties) {
    Map<String, Object> settings = new HashMap<>(eventLog.consumerSettings(clientId));
    settings.put(
        "group.id", clientId); // asked for by the container; nothing is ever committed to it
    properties.setClientId(clientId);
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    properties.setPollTimeout(500);
    properties.setMissingTopicsFatal(false);
    KafkaMessageListenerContainer<String, byte[]> container =
        new KafkaMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                settings, new StringDeserializer(), new ByteArrayDeserializer()),
            properties);
    ExponentialBackOff backOff = new ExponentialBackOff(RETRY_MS, 2);
    backOff.setMaxInterval(
        MAX_RETRY_MS); // and never gives up: a record that cannot be read was left out before
    container.setCommonErrorHandler(new DefaultErrorHandler(backOff));
    return container;
  }
}
