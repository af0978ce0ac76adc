package dev.foureyes.nodeagent.uplink;

import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.nodeagent.gateway.GatewayChannels;
import dev.foureyes.nodeagent.gateway.GatewayFailure;
import dev.foureyes.nodeagent.gateway.GatewayTrust;
import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import dev.foureyes.nodeagent.identity.Renewal;
import dev.foureyes.nodeagent.spool.SpoolReader;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection with one stream, from dialling to its end. Runs in the uplink's thread and gives
 * the {@link Session} its events.
 */
final class Connection {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofMillis(500);
  private static final Duration RENEWAL_RETRY = Duration.ofMinutes(1);

  private final SessionParts parts;
  private final NodeIdentity identity;
  private final Renewal renewal;
  private final SessionEvents events;
  private final ManagedChannel channel;
  private final SpoolReader reader;
  private final GatewayStream stream;
  private final Session session;
  private Instant renewAt;

  /**
   * @param assignments what the node runs now
   * @param renewAt when the certificate is to be replaced
   */
  Connection(
      SessionParts parts,
      ServerAddress server,
      NodeIdentity identity,
      Renewal renewal,
      Instant renewAt,
      Assignments assignments,
      SessionEvents events) {
    this.parts = parts;
    this.identity = identity;
    this.renewal = renewal;
    this.renewAt = renewAt;
    this.events = events;
    this.channel =
        GatewayChannels.open(
            server,
            GatewayTrust.of(identity.authorities(), parts.clock().wall()),
            Optional.of(identity.keyManager()));
    this.reader = parts.spool().openReader();
    this.stream = new GatewayStream(events);
    this.session = new Session(parts, assignments, reader, stream);
  }

  /** Runs the session until it ends. */
  SessionEnd run() throws InterruptedException {
    parts.spool().onDurable(events::wake);
    stream.open(channel);
    session.open();
    SessionEnd end = null;
    while (end == null) {
      long wait = Math.min(session.nextWakeNanos() - parts.clock().nanos(), LONGEST_WAIT.toNanos());
      Optional<SessionEvents.Event> event = events.next(Duration.ofNanos(wait));
      end = event.isPresent() ? handle(event.get()) : session.wake().orElse(null);
      if (end == null) {
        renewIfDue();
      }
    }
    return end;
  }

  private @Nullable SessionEnd handle(SessionEvents.Event event) {
    return switch (event) {
      case SessionEvents.Received received -> {
        Optional<SessionEnd> end = session.receive(received.message());
        stream.requestNext();
        yield end.orElse(null);
      }
      case SessionEvents.Closed closed ->
          switch (closed.failure()) {
            case GatewayFailure.Refused refused -> new SessionEnd.Refused(refused.refusal());
            case GatewayFailure.Failed failed -> session.closed(failed.sentence());
          };
      case SessionEvents.Woken woken -> session.wake().orElse(null);
      case SessionEvents.CertificateRenewed renewed ->
          session
              .endWhenDrained(new SessionEnd.Renewed(renewed.identity()), Session.DRAIN_PATIENCE)
              .orElse(null);
      case SessionEvents.CertificateNotRenewed notRenewed -> notRenewed(notRenewed.failure());
      case SessionEvents.StopAsked stop ->
          session.endWhenDrained(new SessionEnd.Stopped(), STOP_PATIENCE).orElse(null);
    };
  }

  private void renewIfDue() {
    if (session.age().isPresent() && parts.clock().now().isAfter(renewAt)) {
      renewAt = Instant.MAX;
      Thread.ofVirtual().name("renewal").start(this::renew);
    }
  }

  private void renew() {
    try {
      NodeIdentity renewed = renewal.renew(identity, channel);
      log.atInfo().addKeyValue("certificate_until", renewed.notAfter()).log("certificate renewed");
      events.add(new SessionEvents.CertificateRenewed(renewed));
    } catch (StatusRuntimeException e) {
      events.add(new SessionEvents.CertificateNotRenewed(GatewayFailure.of(e)));
    } catch (IOException e) {
      events.add(
          new SessionEvents.CertificateNotRenewed(
              new GatewayFailure.Failed(String.valueOf(e.getMessage()))));
    }
  }

  private @Nullable SessionEnd notRenewed(GatewayFailure failure) {
    if (failure instanceof GatewayFailure.Refused refused && refused.refusal().isPermanent()) {
      return new SessionEnd.Refused(refused.refusal());
    }
    renewAt = parts.clock().now().plus(RENEWAL_RETRY);
    log.atWarn()
        .addKeyValue("certificate_until", identity.notAfter())
        .addKeyValue("reason", failure.sentence())
        .log("certificate not renewed; trying again");
    return null;
  }

  /** What the node runs after this session. */
  Assignments assignments() {
    return session.assignments();
  }

  /** How long the server knew the session; absent when it never did. */
  Optional<Duration> age() {
    return session.age();
  }

  /** Ends stream and connection, in an orderly way where that is quick. */
  void close(SessionEnd end) {
    try {
      reader.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("spool reader not closed properly");
    }
    boolean isOrderly =
        end instanceof SessionEnd.Stopped
            || end instanceof SessionEnd.Drained
            || end instanceof SessionEnd.Renewed;
    if (isOrderly) {
      stream.complete();
      channel.shutdown();
    } else {
      stream.cancel("session ended");
    }
    try {
      if (!isOrderly
          || !channel.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
