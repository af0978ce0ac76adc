package dev.foureyes.nodeagent.uplink;

import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.nodeagent.gateway.Backoff;
import dev.foureyes.nodeagent.gateway.GatewayChannels;
import dev.foureyes.nodeagent.gateway.GatewayFailure;
import dev.foureyes.nodeagent.gateway.GatewayTrust;
import dev.foureyes.nodeagent.gateway.Refusal;
import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import dev.foureyes.nodeagent.identity.Renewal;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node connected: opens a stream, and when it ends for whatever reason another one, until
 * the node stops or the server refuses it for good.
 */
public final class Uplink {

  private static final Logger log = LoggerFactory.getLogger(Uplink.class);

  private static final Duration HEALTHY = Duration.ofSeconds(60);
  private static final Duration REPLACED_WAIT = Duration.ofSeconds(30);
  private static final Duration LEAST_DRAIN_JITTER = Duration.ofSeconds(1);

  private final ServerAddress server;
  private final SessionParts parts;
  private final Renewal renewal;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final CompletableFuture<Refusal> refused = new CompletableFuture<>();
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private NodeIdentity identity;
  private Assignments assignments;
  private Instant renewAt;
  private boolean mustRenew; // the server's clock may be ahead of this machine's
  private volatile Optional<SessionEvents> current = Optional.empty();

  /**
   * @param assignments what the node runs already
   */
  public Uplink(
      ServerAddress server,
      NodeIdentity identity,
      Assignments assignments,
      SessionParts parts,
      Renewal renewal,
      RandomGenerator random) {
    this.server = server;
    this.identity = identity;
    this.assignments = assignments;
    this.parts = parts;
    this.renewal = renewal;
    this.random = random;
    this.backoff = new Backoff(random);
    this.renewAt = Renewal.dueAt(identity.certificate(), random);
    this.thread = Thread.ofPlatform().name("uplink").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Completes when the server has refused this node for good; nothing is tried any more then. */
  public CompletableFuture<Refusal> refused() {
    return refused;
  }

  private void run() {
    try {
      for (Duration wait = Duration.ZERO; !stop.await(wait.toNanos(), TimeUnit.NANOSECONDS); ) {
        wait = next(stillCertified() ? session() : new SessionEnd.Lost("certificate has ended"));
      }
    } catch (InterruptedException e) {
      log.atInfo().log("uplink stopped");
    }
  }

  private SessionEnd session() throws InterruptedException {
    SessionEvents events = new SessionEvents();
    Connection connection =
        new Connection(parts, server, identity, renewal, renewAt, assignments, events);
    current = Optional.of(events);
    if (stop.getCount() == 0) {
      events.add(new SessionEvents.StopAsked());
    }
    SessionEnd end = new SessionEnd.Stopped();
    try {
      end = connection.run();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("session ended by a defect");
      end = new SessionEnd.Lost("internal error: " + e);
    } finally {
      current = Optional.empty();
      connection.close(end);
      assignments = connection.assignments();
    }
    if (connection.age().isPresent() && connection.age().get().compareTo(HEALTHY) >= 0) {
      backoff.reset();
    }
    return end;
  }

  /** How long to wait before the next connection. */
  private Duration next(SessionEnd end) {
    return switch (end) {
      case SessionEnd.Stopped stopped -> {
        stop.countDown();
        yield Duration.ZERO;
      }
      case SessionEnd.Renewed renewed -> {
        use(renewed.identity());
        yield Duration.ZERO;
      }
      case SessionEnd.Drained drained -> {
        long jitterMs =
            Math.max(LEAST_DRAIN_JITTER.toMillis(), drained.reconnectAfter().toMillis() / 2);
        yield drained.reconnectAfter().plusMillis(random.nextLong(jitterMs));
      }
      case SessionEnd.Lost lost -> {
        Duration wait = backoff.next();
        log.atWarn()
            .addKeyValue("server", server)
            .addKeyValue("reason", lost.why())
            .addKeyValue("retry_in_ms", wait.toMillis())
            .log("not connected");
        yield wait;
      }
      case SessionEnd.Refused no -> refusedWait(no.refusal());
    };
  }

  private Duration refusedWait(Refusal refusal) {
    if (refusal.isPermanent()) {
      stop.countDown();
      refused.complete(refusal);
      return Duration.ZERO;
    }
    mustRenew = refusal == Refusal.CERTIFICATE_EXPIRED;
    Duration wait = backoff.next();
    if (refusal == Refusal.SESSION_REPLACED) {
      wait =
          REPLACED_WAIT.plusMillis(
              random.nextLong(
                  REPLACED_WAIT.toMillis())); // or two would push each other out for ever
    }
    log.atWarn()
        .addKeyValue("server", server)
        .addKeyValue("refusal", refusal)
        .addKeyValue("retry_in_ms", wait.toMillis())
        .log(refusal.advice());
    return wait;
  }

  private void use(NodeIdentity renewed) {
    identity = renewed;
    mustRenew = false;
    renewAt = Renewal.dueAt(renewed.certificate(), random);
  }

  /**
   * Whether there is a certificate to connect with. One that has ended may still be good enough to
   * get another.
   */
  private boolean stillCertified() {
    if (!mustRenew && !renewal.isOver(identity)) {
      return true;
    }
    ManagedChannel channel =
        GatewayChannels.open(
            server,
            GatewayTrust.of(identity.authorities(), parts.clock().wall()),
            Optional.of(identity.keyManager()));
    try {
      use(renewal.renew(identity, channel));
      return true;
    } catch (StatusRuntimeException e) {
      log.atWarn()
          .addKeyValue("certificate_until", identity.notAfter())
          .addKeyValue("reason", GatewayFailure.of(e).sentence())
          .log("certificate has ended and was not renewed");
    } catch (IOException e) {
      log.atWarn().setCause(e).log("certificate has ended and was not renewed");
    } finally {
      channel.shutdownNow();
    }
    return false;
  }

  /** Ends the stream in an orderly way; results that are on their way get half a second. */
  public void stop() throws InterruptedException {
    stop.countDown();
    current.ifPresent(events -> events.add(new SessionEvents.StopAsked()));
    thread.join(Duration.ofSeconds(3));
  }
}
