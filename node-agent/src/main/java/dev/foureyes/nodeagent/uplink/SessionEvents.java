package dev.foureyes.nodeagent.uplink;

import dev.foureyes.nodeagent.gateway.GatewayFailure;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import dev.foureyes.proto.node.v1.ConnectResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What other threads tell the uplink's thread. */
final class SessionEvents {

  private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean wakePending = new AtomicBoolean();

  sealed interface Event {}

  record Received(ConnectResponse message) implements Event {}

  /** The stream has ended. */
  record Closed(GatewayFailure failure) implements Event {}

  /** Records became durable, or the transport takes more. */
  record Woken() implements Event {}

  /** There is a new certificate. */
  record CertificateRenewed(NodeIdentity identity) implements Event {}

  /** There is none yet. */
  record CertificateNotRenewed(GatewayFailure failure) implements Event {}

  record StopAsked() implements Event {}

  void add(Event event) {
    queue.add(event);
  }

  /** Adds a {@link Woken} unless one is waiting. */
  void wake() {
    if (wakePending.compareAndSet(false, true)) {
      queue.add(new Woken());
    }
  }

  /** The next event; absent after a time without one. */
  Optional<Event> next(Duration patience) throws InterruptedException {
    Event event = queue.poll(Math.max(patience.toNanos(), 0), TimeUnit.NANOSECONDS);
    if (event instanceof Woken) {
      wakePending.set(false);
    }
    return Optional.ofNullable(event);
  }
}
