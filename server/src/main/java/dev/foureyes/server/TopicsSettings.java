package dev.foureyes.server;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How topics are made.
 *
 * @param partitions of the topics that are partitioned; cannot be changed later
 * @param replicationFactor 1 for one broker, 3 for a cluster
 */
@ConfigurationProperties("foureyes.topics")
record TopicsSettings(
    @DefaultValue("4") int partitions, @DefaultValue("1") short replicationFactor) {}
