package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.results.v1.BgpEventKind;
import dev.foureyes.proto.results.v1.BgpNotification;
import dev.foureyes.proto.results.v1.BgpPeer;
import dev.foureyes.proto.results.v1.BgpResult;
import dev.foureyes.proto.results.v1.BgpState;
import dev.foureyes.proto.results.v1.BgpWatchResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * How a session stands: written by the thread that has it, read by rounds. Its monitor guards the
 * {@link Routes} and the {@link Journal} too, and whoever waits for a change waits on it.
 */
final class Status {

  private final NodeClock clock;
  private final Times times;
  private final Journal journal;
  private BgpState state = BgpState.BGP_STATE_IDLE;
  private long tryStart;
  private OptionalLong dns = OptionalLong.empty();
  private OptionalLong connect = OptionalLong.empty();
  private OptionalLong open = OptionalLong.empty();
  private OptionalLong table = OptionalLong.empty();
  private long connectStart;
  private long openStart;
  private long establishedAt;
  private String remoteIp = "";
  private String target = "";
  private Optional<BgpPeer> peer = Optional.empty();
  private Optional<Routes> routes = Optional.empty();
  private Optional<Failure> lastFailure = Optional.empty();
  private Optional<BgpNotification> lastNotification = Optional.empty();
  private boolean wasEverEstablished;
  private long endedTries;

  Status(NodeClock clock, Times times) {
    this.clock = clock;
    this.times = times;
    this.journal = new Journal(clock);
  }

  Journal journal() {
    return journal;
  }

  synchronized void tries() {
    state = BgpState.BGP_STATE_CONNECT;
    tryStart = clock.nanos();
    connectStart = tryStart;
    dns = OptionalLong.empty();
    connect = OptionalLong.empty();
    open = OptionalLong.empty();
    table = OptionalLong.empty();
    remoteIp = "";
    target = "";
    peer = Optional.empty();
  }

  synchronized void connects(InetSocketAddress to, OptionalLong dnsNanos) {
    InetAddress address = to.getAddress();
    remoteIp = AddressText.of(address);
    target = AddressText.of(to);
    dns = dnsNanos;
    connectStart = clock.nanos();
  }

  synchronized void sendsOpen() {
    openStart = clock.nanos();
    connect = OptionalLong.of(openStart - connectStart);
    state = BgpState.BGP_STATE_OPEN_SENT;
  }

  synchronized void hasOpen(PeerOpen peerOpen, int holdTimeS) {
    state = BgpState.BGP_STATE_OPEN_CONFIRM;
    long id = Integer.toUnsignedLong(peerOpen.routerId()) << Integer.SIZE;
    String routerId = new Prefix(Family.IPV4, id, 0, Integer.SIZE).toString().replace("/32", "");
    peer =
        Optional.of(
            BgpPeer.newBuilder()
                .setAs(peerOpen.as())
                .setRouterId(routerId)
                .addAllCapabilities(peerOpen.capabilities())
                .setHoldTimeS(holdTimeS)
                .build());
  }

  synchronized void establishes(Routes empty) {
    establishedAt = clock.nanos();
    open = OptionalLong.of(establishedAt - openStart);
    state = BgpState.BGP_STATE_ESTABLISHED;
    routes = Optional.of(empty);
    wasEverEstablished = true;
    journal.event(
        BgpEventKind.BGP_EVENT_KIND_ESTABLISHED,
        "",
        "with AS"
            + peer.map(p -> Integer.toUnsignedString(p.getAs())).orElse("")
            + " at "
            + target);
    notifyAll();
  }

  /**
   * All has come.
   *
   * @param at when
   */
  synchronized void tableIsComplete(long at) {
    table = OptionalLong.of(at - establishedAt);
    journal.event(
        BgpEventKind.BGP_EVENT_KIND_TABLE_COMPLETE,
        "",
        routes.map(Routes::prefixes).orElse(0) + " prefixes");
    notifyAll();
  }

  synchronized void notification(boolean isSent, int code, int subcode, String text) {
    lastNotification =
        Optional.of(
            BgpNotification.newBuilder()
                .setAt(clock.timestamp())
                .setSent(isSent)
                .setCode(code)
                .setSubcode(subcode)
                .setName(NotificationNames.of(code, subcode))
                .setText(text)
                .build());
  }

  synchronized void ends(Failure failure) {
    if (state == BgpState.BGP_STATE_ESTABLISHED) {
      journal.lost(failure.sentence());
    }
    forgets();
    lastFailure = Optional.of(failure);
    endedTries++;
    notifyAll();
  }

  /** Gives back what it keeps of the peer. */
  synchronized void forgets() {
    routes.ifPresent(Routes::close);
    routes = Optional.empty();
    state = BgpState.BGP_STATE_IDLE;
  }

  synchronized boolean wasEverEstablished() {
    return wasEverEstablished;
  }

  synchronized boolean isEstablished() {
    return state == BgpState.BGP_STATE_ESTABLISHED;
  }

  synchronized boolean isTableComplete() {
    return table.isPresent();
  }

  synchronized long endedTries() {
    return endedTries;
  }

  /** Puts a round's report into its result; why the round fails, absent when it passes. */
  synchronized Optional<Failure> report(BgpResult.Builder result) {
    long now = clock.nanos();
    result.setState(state).setRemoteIp(remoteIp);
    dns.ifPresent(nanos -> result.setDnsMs(Millis.of(nanos)));
    connect.ifPresent(nanos -> result.setConnectMs(Millis.of(nanos)));
    open.ifPresent(nanos -> result.setOpenMs(Millis.of(nanos)));
    table.ifPresent(nanos ->
        result
            .setTableMs(Millis.of(nanos))
            .setTotalMs(
                result.getDnsMs() + result.getConnectMs() + result.getOpenMs() + Millis.of(nanos)));
    peer.ifPresent(result::setPeer);
    lastNotification.ifPresent(result::setLastNotification);
    lastFailure.map(Failure::sentence).map(Status::bounded).ifPresent(result::setLastError);
    journal.into(result);
    if (routes.isEmpty()) {
      return Optional.of(whyNotEstablished(now));
    }
    boolean isTableKnown = table.isPresent() || now - establishedAt > times.patience().toNanos();
    routes.get().into(result, isTableKnown);
    result.setUptimeS(Millis.of(now - establishedAt) / 1000);
    return violations(result);
  }

  private static Optional<Failure> violations(BgpResult.Builder result) {
    String all =
        result.getWatchedList().stream()
            .map(BgpWatchResult::getViolationsList)
            .flatMap(List::stream)
            .collect(Collectors.joining("; "));
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Failure(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_CONTENT, bounded(all)));
  }

  private Failure whyNotEstablished(long now) {
    long ms = Math.round(Millis.of(now - tryStart));
    return switch (state) {
      case BGP_STATE_OPEN_SENT ->
          new Failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_WAIT,
              target + " took the connection and has not sent an OPEN within " + ms + " ms");
      case BGP_STATE_OPEN_CONFIRM ->
          new Failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_WAIT,
              target + " sent an OPEN and has not confirmed the node's within " + ms + " ms");
      case BGP_STATE_CONNECT ->
          target.isEmpty()
              ? new Failure(
                  Fault.FAULT_NODE_LOCAL,
                  ErrorPhase.ERROR_PHASE_DNS,
                  "the name was not looked up within " + ms + " ms")
              : new Failure(
                  Fault.FAULT_PATH,
                  ErrorPhase.ERROR_PHASE_CONNECT,
                  "connect to " + target + " got no answer within " + ms + " ms");
      default ->
          lastFailure.orElseGet(() ->
              new Failure(
                  Fault.FAULT_INTERNAL,
                  ErrorPhase.ERROR_PHASE_UNSPECIFIED,
                  "the session was not begun"));
    };
  }

  private static String bounded(String text) {
    return text.length() > 1024 ? text.substring(0, 1023) + "…" : text;
  }
}
