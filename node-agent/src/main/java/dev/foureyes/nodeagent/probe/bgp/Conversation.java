package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** One session on a connection: OPENs, then whatever the peer announces, until it ends. */
final class Conversation {

  private static final int ADMINISTRATIVE_SHUTDOWN = 2;
  private static final int MAX_PREFIXES = 1;
  private static final int OUT_OF_RESOURCES = 8;
  private static final int LONGEST_WAIT_MS = 1000;

  private final Connection connection;
  private final MessageReader reader;
  private final Settings settings;
  private final Surroundings around;
  private final Status status;
  private final Ticker ticker;
  private volatile boolean isAsked;

  /**
   * How it ended.
   *
   * @param isForLong whether the next one should not come soon
   */
  record End(Failure failure, boolean isForLong) {}

  Conversation(Connection connection, Settings settings, Surroundings around, Status status)
      throws IOException {
    this.connection = connection;
    this.reader = connection.reader();
    this.settings = settings;
    this.around = around;
    this.status = status;
    this.ticker = around.clock().ticker();
  }

  /** Goes on until the session ends. */
  End run() throws InterruptedException {
    try {
      PeerOpen peer = open();
      int holdTimeS = Math.min(settings.holdTimeS(), peer.holdTimeS());
      status.hasOpen(peer, holdTimeS);
      confirm();
      receive(peer, Duration.ofSeconds(holdTimeS).toNanos());
      throw new AssertionError("a session without end");
    } catch (BrokenMessageException e) {
      connection.sendLast(e.answer());
      return new End(target(String.valueOf(e.getMessage())), false);
    } catch (Routes.TooManyPrefixesException e) {
      connection.sendLast(cease(MAX_PREFIXES));
      return new End(target(String.valueOf(e.getMessage())), true);
    } catch (RouteMemory.ExhaustedException e) {
      connection.sendLast(cease(OUT_OF_RESOURCES));
      return new End(
          new Failure(
              Fault.FAULT_NODE_LOCAL,
              ErrorPhase.ERROR_PHASE_RECEIVE,
              String.valueOf(e.getMessage())),
          true);
    } catch (ProbeFailedException e) {
      return new End(e.failure(), false);
    } catch (EOFException e) {
      return new End(target(closed()), false);
    } catch (IOException e) {
      return new End(connection.lost(e), false);
    }
  }

  private static Outgoing.Notification cease(int subcode) {
    return new Outgoing.Notification(NotificationNames.CEASE, subcode);
  }

  private Failure target(String sentence) {
    return new Failure(
        Fault.FAULT_TARGET,
        status.isEstablished() ? ErrorPhase.ERROR_PHASE_RECEIVE : ErrorPhase.ERROR_PHASE_WAIT,
        sentence);
  }

  private String closed() {
    return isAsked
        ? "the peer closed the connection"
        : "the peer closed the connection without a word, as routers do with an address that they"
            + " have no session configured for";
  }

  private PeerOpen open() throws IOException, BrokenMessageException, InterruptedException {
    status.sendsOpen();
    int identifier =
        settings.routerId().isPresent()
            ? settings.routerId().getAsInt()
            : connection.ownIdentifier();
    connection.send(
        new Outgoing.Open(
            settings.localAs(), settings.holdTimeS(), identifier, settings.offered()));
    await(Outgoing.TYPE_OPEN, 1);
    isAsked = true;
    PeerOpen peer = PeerOpen.read(reader.buffer(), reader.bodyStart(), reader.bodyEnd());
    OpenCheck.check(peer, settings, identifier, connection, status);
    if (peer.hasExtendedMessages()) {
      reader.allowExtended();
    }
    connection.send(new Outgoing.Keepalive());
    return peer;
  }

  private void confirm() throws IOException, BrokenMessageException, InterruptedException {
    await(Outgoing.TYPE_KEEPALIVE, 2);
  }

  /**
   * Waits for a message of a type.
   *
   * @param unexpected subcode for one of another type (RFC 6608)
   */
  private void await(int type, int unexpected)
      throws IOException, BrokenMessageException, InterruptedException {
    long end = ticker.nanos() + around.times().open().toNanos();
    while (!reader.next()) {
      long leftMs = Duration.ofNanos(end - ticker.nanos()).toMillis();
      if (leftMs <= 0) {
        connection.sendLast(new Outgoing.Notification(NotificationNames.HOLD_TIMER, 0));
        throw new ProbeFailedException(
            target(
                "the peer took the connection and sent no "
                    + (type == Outgoing.TYPE_OPEN ? "OPEN" : "KEEPALIVE")
                    + " within "
                    + around.times().open().toMillis()
                    + " ms"));
      }
      fill((int) leftMs);
    }
    if (reader.type() == Outgoing.TYPE_NOTIFICATION) {
      throw ended();
    }
    if (reader.type() != type) {
      throw new BrokenMessageException(
          NotificationNames.STATE,
          unexpected,
          "the peer sent a message of type " + reader.type() + " before the session stood");
    }
  }

  private void fill(int timeoutMs) throws IOException {
    int count = reader.fill(timeoutMs);
    synchronized (status) {
      status.journal().received(count);
    }
  }

  private ProbeFailedException ended() throws BrokenMessageException {
    PeerNotification notification =
        PeerNotification.read(reader.buffer(), reader.bodyStart(), reader.bodyEnd());
    status.notification(false, notification.code(), notification.subcode(), notification.text());
    return new ProbeFailedException(
        OpenCheck.meaning(
            notification, settings, status.wasEverEstablished(), status.isEstablished()));
  }

  @SuppressWarnings("ThreadPriorityCheck") // it only makes room; nothing relies on it
  private void receive(PeerOpen peer, long holdNanos)
      throws IOException, BrokenMessageException, InterruptedException {
    Set<Family> families = EnumSet.copyOf(settings.offered());
    families.retainAll(peer.families());
    boolean isInternal = settings.localAs() == settings.peerAs();
    Routes routes = new Routes(families, settings, around.memory(), status.journal());
    UpdateReader updates = new UpdateReader(peer.isFourOctet(), isInternal, families);
    status.establishes(routes);
    TableClock table = new TableClock(peer.sendsEndOfRib(), around.times(), ticker.nanos());
    long lastMessage = ticker.nanos();
    long lastSent = lastMessage;
    while (true) {
      long now = ticker.nanos();
      boolean isMessage = false;
      while (reader.next()) {
        isMessage = true;
        if (reader.type() == MessageReader.TYPE_UPDATE) {
          take(updates, routes);
          table.update(now);
        } else {
          other();
        }
      }
      lastMessage = isMessage ? now : lastMessage;
      if (holdNanos > 0 && now - lastMessage >= holdNanos) {
        throw holdTimeExpired(holdNanos);
      }
      if (holdNanos > 0 && now - lastSent >= holdNanos / 3) {
        connection.send(new Outgoing.Keepalive());
        lastSent = now;
      }
      table.completeAt(routes.hasEnded(), now).ifPresent(status::tableIsComplete);
      long dueNanos =
          holdNanos == 0
              ? Long.MAX_VALUE
              : Math.min(lastSent + holdNanos / 3, lastMessage + holdNanos) - now;
      long waitMs = Math.clamp(dueNanos / 1_000_000, 1, LONGEST_WAIT_MS);
      fill(table.isComplete() ? (int) waitMs : (int) Math.min(waitMs, 100));
      Thread.yield(); // a peer that never pauses would keep others from running
    }
  }

  private void take(UpdateReader updates, Routes routes) throws BrokenMessageException {
    synchronized (status) {
      status.journal().update();
      updates.read(reader.buffer(), reader.bodyStart(), reader.bodyEnd(), routes);
    }
  }

  private void other() throws ProbeFailedException, BrokenMessageException {
    switch (reader.type()) {
      case Outgoing.TYPE_NOTIFICATION -> throw ended();
      case Outgoing.TYPE_OPEN ->
          throw new BrokenMessageException(
              NotificationNames.STATE, 3, "the peer sent a second OPEN");
      default -> {} // a KEEPALIVE, or a ROUTE-REFRESH, for which there is nothing to send
    }
  }

  private ProbeFailedException holdTimeExpired(long holdNanos) throws InterruptedException {
    connection.sendLast(new Outgoing.Notification(NotificationNames.HOLD_TIMER, 0));
    String time = Duration.ofNanos(holdNanos).toSeconds() + " s (the hold time)";
    return new ProbeFailedException(
        reader.isWithinMessage()
            ? target("the peer did not finish a message within " + time)
            : new Failure(
                Fault.FAULT_PATH,
                ErrorPhase.ERROR_PHASE_RECEIVE,
                "nothing came from the peer for " + time));
  }

  /** Ends it from without; the peer is told that it is on purpose. */
  void shutDown() throws InterruptedException {
    connection.sendLast(cease(ADMINISTRATIVE_SHUTDOWN));
  }
}
