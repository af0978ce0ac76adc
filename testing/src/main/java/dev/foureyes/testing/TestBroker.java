package dev.foureyes.testing;

import dev.foureyes.broker.BrokerSettings;
import dev.foureyes.broker.EmbeddedBroker;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.TopicProvisioner;
import dev.foureyes.topics.TopicSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real broker with all topics of the catalogue, for the tests of one class; its data goes when it
 * is closed.
 */
public final class TestBroker implements AutoCloseable {

  /** Partitions of the topics that are partitioned. */
  public static final int PARTITIONS = 3;

  private final Path data;
  private final EmbeddedBroker broker;

  private TestBroker(Path data, EmbeddedBroker broker) {
    this.data = data;
    this.broker = broker;
  }

  public static TestBroker start() {
    try {
      Path data = Files.createTempDirectory("foureyes-broker");
      TestBroker broker =
          new TestBroker(data, EmbeddedBroker.start(new BrokerSettings(data, "127.0.0.1", 0)));
      try (Admin admin = broker.eventLog().admin("test")) {
        new TopicProvisioner(admin, new TopicSettings(PARTITIONS, (short) 1)).ensure();
      }
      return broker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the broker started", e);
    }
  }

  public EventLog eventLog() {
    return EventLog.at(broker.bootstrapServers());
  }

  @Override
  public void close() {
    broker.close();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
