package dev.foureyes.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One KRaft broker that is its own controller, with its data on disk.
 *
 * <p>The only class that touches Kafka's internals ({@code KafkaRaftServer}, {@code Formatter}),
 * which are no public API: an upgrade of Kafka is an upgrade of this class, and {@code
 * EmbeddedBrokerTest} boots, stops and restarts it.
 *
 * <p>What it acknowledged survives the death of the process. It does not wait for the disk, so a
 * power cut can take the last seconds; installations that cannot bear that run a Kafka cluster.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

  /** Below these, the parts that a single small broker spends most of its start on. */
  private static final int INTERNAL_PARTITIONS = 4;

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and returns when it takes connections.
   *
   * @throws UncheckedIOException when the data directory cannot be made or formatted, or the port
   *     is taken
   */
  public static EmbeddedBroker start(BrokerSettings settings) {
    int port = settings.port() == 0 ? freePort(settings.host()) : settings.port();
    if (settings.port() != 0) {
      checkFree(settings.host(), port);
    }
    Properties properties = properties(settings, port);
    format(settings.dataDirectory());
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    server.startup();
    String bootstrapServers = settings.host() + ":" + port;
    log.atInfo()
        .addKeyValue("listen", bootstrapServers)
        .addKeyValue("data", settings.dataDirectory())
        .log("broker started");
    return new EmbeddedBroker(server, bootstrapServers);
  }

  /**
   * Makes a fatal fault of the broker end the process in order, through its shutdown hooks, where
   * Kafka would halt it at once.
   */
  public static void endProcessInOrderOnFaults() {
    Exit.setHaltProcedure(EmbeddedBroker::exit);
    Exit.setExitProcedure(EmbeddedBroker::exit);
  }

  private static void exit(int status, String message) {
    log.atError()
        .addKeyValue("status", status)
        .addKeyValue("cause", message)
        .log("broker failed, the process ends");
    Runtime.getRuntime().exit(status);
  }

  /** What clients connect to, {@code host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    log.info("broker stopped");
  }

  private static Properties properties(BrokerSettings settings, int port) {
    String host = settings.host();
    int controllerPort = freePort("127.0.0.1");
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", "1");
    p.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.setProperty(
        "listeners", "EVENTS://" + host + ":" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.setProperty("advertised.listeners", "EVENTS://" + host + ":" + port);
    p.setProperty("listener.security.protocol.map", "EVENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("inter.broker.listener.name", "EVENTS");
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("log.dirs", settings.dataDirectory().toString());
    // After a kill the old registration has to run out before the broker is let in again: 9 s by
    // default.
    p.setProperty("broker.session.timeout.ms", "3000");
    p.setProperty("broker.heartbeat.interval.ms", "500");
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty(
        "log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20)); // 128 MiB by default
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("group.min.session.timeout.ms", "1000");
    for (String internal :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      p.setProperty(internal + ".replication.factor", "1");
      p.setProperty(internal + ".num.partitions", Integer.toString(INTERNAL_PARTITIONS));
    }
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("log.message.timestamp.type", "CreateTime");
    return p;
  }

  private static void format(Path dataDirectory) {
    try {
      Files.createDirectories(dataDirectory);
      if (Files.exists(dataDirectory.resolve("meta.properties"))) {
        return;
      }
      new Formatter()
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(1)
          .addDirectory(dataDirectory.toString())
          .setMetadataLogDirectory(dataDirectory.toString())
          .setControllerListenerName("CONTROLLER")
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "broker data directory: " + dataDirectory + " (expected: one that can be written)", e);
    } catch (Exception e) { // Formatter.run declares it
      throw new IllegalStateException(
          "broker data directory: " + dataDirectory + " cannot be formatted", e);
    }
  }

  private static int freePort(String host) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "broker host: " + host + " (expected: an address of this machine)", e);
    }
  }

  private static void checkFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "broker port: " + port + " (expected: one that is free on " + host + ")", e);
    }
  }
}
