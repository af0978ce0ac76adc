package dev.foureyes.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the event log is.
 *
 * @param bootstrapServers {@code host:port} of a Kafka cluster; empty for the embedded broker,
 *     which only the role {@code all} has
 * @param client further settings of Kafka clients, for example {@code security.protocol}
 * @param dataDirectory of the embedded broker
 * @param host that the embedded broker listens on
 * @param port of the embedded broker, 0 for any free one
 * @param startTimeout how long to wait for the log at start
 */
@ConfigurationProperties("foureyes.event-log")
record EventLogSettings(
    @DefaultValue("") String bootstrapServers,
    @DefaultValue Map<String, String> client,
    @DefaultValue("data/broker") Path dataDirectory,
    @DefaultValue("127.0.0.1") String host,
    @DefaultValue("4442") int port,
    @DefaultValue("2m") Duration startTimeout) {}
