package dev.foureyes.gateway;

import com.google.protobuf.ByteString;
import dev.foureyes.gateway.assignments.AssignmentView;
import dev.foureyes.gateway.enrolment.Enrolment;
import dev.foureyes.gateway.identity.NodeAuthenticator;
import dev.foureyes.gateway.identity.NodeDirectory;
import dev.foureyes.gateway.identity.OwnAuthority;
import dev.foureyes.gateway.identity.Refusal;
import dev.foureyes.gateway.identity.ServerCredentials;
import dev.foureyes.gateway.results.BatchLog;
import dev.foureyes.gateway.results.LogWatch;
import dev.foureyes.gateway.session.GatewayMetrics;
import dev.foureyes.gateway.session.NodeEvents;
import dev.foureyes.gateway.session.Sessions;
import dev.foureyes.gateway.session.UpdateOffers;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.events.v1.AssignmentRecord;
import dev.foureyes.proto.events.v1.TrustBundle;
import dev.foureyes.proto.node.v1.DrainReason;
import dev.foureyes.proto.node.v1.EnrolmentRegistryServiceGrpc;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.TopicFollower;
import dev.foureyes.topics.Topics;
import io.grpc.Channel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway, put together: the views of nodes and assignments, the log's producer, and the server
 * that nodes dial.
 *
 * <p>It takes no connection before both views have been read to their ends: a node must not be told
 * to stop its tests because the gateway has not read of them yet.
 */
public final class Gateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final int MAX_METADATA_BYTES = 8 << 10;
  private static final Duration RECONNECT_AFTER_SHUTDOWN = Duration.ofSeconds(1);
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(2);
  private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(30);

  private final EventLog eventLog;
  private final GatewaySettings settings;
  private final OwnAuthority authority;
  private final ServerCredentials credentials;
  private final Producer<String, byte[]> producer;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(daemon("gateway-timer"));
  private final ExecutorService signers = Executors.newFixedThreadPool(2, daemon("gateway-sign"));
  private final LogWatch logWatch;
  private final Sessions sessions;
  private final TopicFollower<Node> nodesFollower;
  private final TopicFollower<AssignmentRecord> assignmentsFollower;
  private final Server server;
  private volatile boolean serving;

  /**
   * A gateway that is reading its views but takes no connections yet.
   *
   * @param registry a channel to the control plane's enrolment registry
   */
  public Gateway(
      GatewaySettings settings,
      EventLog eventLog,
      Channel registry,
      GatewayMetrics metrics,
      InstantSource clock) {
    this.settings = settings;
    this.eventLog = eventLog;
    authority = OwnAuthority.open(settings.dataDirectory(), clock);
    credentials =
        new ServerCredentials(
            authority, clock, () -> metrics.refused(Refusal.CERTIFICATE_UNTRUSTED));
    producer = eventLog.producer("foureyes-gateway", Duration.ZERO);
    logWatch = new LogWatch(eventLog, timer);
    AssignmentView assignments = new AssignmentView(this::assignmentsChanged);
    NodeDirectory directory = new NodeDirectory(this::revoked);
    sessions =
        new Sessions(
            assignments,
            new BatchLog(producer, clock),
            new NodeEvents(producer, clock, metrics::lostEvent),
            metrics,
            timer,
            clock,
            settings.heartbeatInterval(),
            settings.appendTimeout(),
            new UpdateOffers(settings.nodeUpdateUrl()));
    server =
        server(
            new NodeGateway(
                new Enrolment(
                    EnrolmentRegistryServiceGrpc.newFutureStub(registry),
                    authority,
                    signers,
                    metrics::refused),
                sessions),
            new NodeAuthenticator(directory, clock, metrics::refused));
    nodesFollower =
        TopicFollower.start(eventLog, "foureyes-gateway-nodes", Topics.NODES, directory::accept);
    assignmentsFollower =
        TopicFollower.start(
            eventLog, "foureyes-gateway-assignments", Topics.ASSIGNMENTS, assignments::accept);
  }

  private void assignmentsChanged(String org, String nodeId) {
    if (serving) {
      sessions.assignmentsChanged(org, nodeId);
    }
  }

  private void revoked(NodeDirectory.NodeIdentityKey node) {
    if (serving) {
      sessions.revoked(node);
    }
  }

  private Server server(NodeGateway service, NodeAuthenticator authenticator) {
    try {
      return NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
          .sslContext(credentials.sslContext())
          .directExecutor() // handlers never wait; a thread hop per message would cost several
          // times the work itself
          .intercept(authenticator)
          .addService(service)
          .maxInboundMessageSize(MAX_MESSAGE_BYTES)
          .maxInboundMetadataSize(MAX_METADATA_BYTES)
          .maxConcurrentCallsPerConnection(4)
          .maxRstFramesPerWindow(20, 10)
          .handshakeTimeout(10, TimeUnit.SECONDS)
          .permitKeepAliveTime(5, TimeUnit.SECONDS)
          .permitKeepAliveWithoutCalls(false)
          .keepAliveTime(30, TimeUnit.SECONDS)
          .keepAliveTimeout(10, TimeUnit.SECONDS)
          .maxConnectionAge(
              24, TimeUnit.HOURS) // so that expired certificates do not stay connected for ever
          .maxConnectionAgeGrace(10, TimeUnit.SECONDS)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException("gateway: TLS cannot be set up", e);
    }
  }

  /**
   * Waits for the views, then takes connections.
   *
   * @throws UncheckedIOException when the port is taken
   */
  public void start() {
    publishTrust();
    EventLog.awaitMetadata(
        producer, List.of(Topics.NODE_BATCHES, Topics.NODE_EVENTS), PUBLISH_TIMEOUT);
    CompletableFuture.allOf(nodesFollower.caughtUp(), assignmentsFollower.caughtUp()).join();
    try {
      serving = true;
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "foureyes.gateway.port: "
              + settings.port()
              + " (expected: one that is free on "
              + settings.host()
              + ")",
          e);
    }
    long renewMillis = ServerCredentials.RENEWAL.toMillis();
    var _ =
        timer.scheduleAtFixedRate(
            credentials::renew, renewMillis, renewMillis, TimeUnit.MILLISECONDS);
    log.atInfo().addKeyValue("port", server.getPort()).log("gateway takes nodes");
  }

  /** Tells the rest of the product what nodes must trust. */
  private void publishTrust() {
    TrustBundle.Builder bundle =
        TrustBundle.newBuilder().setPinSha256(OwnAuthority.pin(authority.authorities().getFirst()));
    authority
        .authorities()
        .forEach(one -> bundle.addAuthorities(ByteString.copyFrom(OwnAuthority.encoded(one))));
    try (Producer<String, byte[]> patient =
        eventLog.producer("foureyes-gateway-trust", PUBLISH_TIMEOUT)) {
      patient.send(Topics.TRUST.record(EventKey.of("instance", "gateway"), bundle.build())).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("gateway: the event log does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Why it does not take nodes or their results, for people; empty when it does. */
  public String problem() {
    return serving && !server.isShutdown() ? logWatch.problem() : "takes no nodes yet";
  }

  /** The port that nodes dial. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdown();
    sessions.drainAll(DrainReason.DRAIN_REASON_SHUTDOWN, RECONNECT_AFTER_SHUTDOWN);
    try {
      if (!server.awaitTermination(SHUTDOWN_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    nodesFollower.close();
    assignmentsFollower.close();
    producer.close(SHUTDOWN_GRACE);
    timer.shutdownNow();
    logWatch.close();
    signers.shutdownNow();
    log.info("gateway stopped");
  }

  private static ThreadFactory daemon(String name) {
    return Thread.ofPlatform().daemon().name(name, 0).factory();
  }
}
