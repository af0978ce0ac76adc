package dev.foureyes.topics;

/**
 * What an installation chooses about its topics.
 *
 * @param partitions of the topics that are partitioned, 1 to 1,000; it cannot be changed later,
 *     since keys would move
 * @param replicationFactor 1 for a single broker, 3 for a cluster
 */
public record TopicSettings(int partitions, short replicationFactor) {

  public TopicSettings {
    if (partitions < 1 || partitions > 1_000) {
      throw new IllegalArgumentException(
          "topics.partitions: " + partitions + " (expected: 1 to 1000)");
    }
    if (replicationFactor < 1) {
      throw new IllegalArgumentException(
          "topics.replication-factor: " + replicationFactor + " (expected: at least 1)");
    }
  }

  int partitionsOf(Topic<?> topic) {
    return topic.shape() == Topic.Shape.SINGLE ? 1 : partitions;
  }
}
