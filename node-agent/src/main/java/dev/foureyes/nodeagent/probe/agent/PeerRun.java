package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.icmp.SocketFailures;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import dev.foureyes.proto.results.v1.AgentReach;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * One run to one peer: waits until the peer is there, sends packets at a steady pace, waits for
 * answers, and asks the peer what it got when some are missing.
 */
final class PeerRun {

  /** Long enough for a peer that was told of the test a moment later. */
  private static final Duration SEARCH = Duration.ofMillis(1_500);

  private static final Duration SEARCH_PAUSE = Duration.ofMillis(200);

  /** Kept for the last look, and for what comes after the run. */
  private static final Duration RESERVE = Duration.ofMillis(100);

  private static final Duration SHORTEST_QUERY_PAUSE = Duration.ofMillis(50);
  private static final int QUERIES = 4;

  private final AgentPlan plan;
  private final AgentPeer peer;
  private final LinkId id;
  private final PairLink link;
  private final ServerClock serverClock;
  private final EchoFallback echo;
  private final Deadline deadline;

  PeerRun(
      AgentPlan plan,
      AgentPeer peer,
      LinkId id,
      PairLink link,
      ServerClock serverClock,
      EchoFallback echo,
      Deadline deadline) {
    this.plan = plan;
    this.peer = peer;
    this.id = id;
    this.link = link;
    this.serverClock = serverClock;
    this.echo = echo;
    this.deadline = deadline;
  }

  /**
   * What was found, without a verdict unless this machine could not send.
   *
   * @param start how long to wait before the first packet, so that not all peers are sent to at
   *     once
   */
  PeerFinding run(Duration start) throws InterruptedException {
    AgentPeerResult.Builder result =
        AgentPeerResult.newBuilder()
            .setNodeId(peer.getNodeId())
            .setNodeName(peer.getNodeName())
            .setRemote(id.remote());
    RunTally tally = new RunTally(plan.replyTimeout().toNanos());
    int run = link.begin(tally);
    try {
      Thread.sleep(start);
      link.open();
      link.ownAddress().ifPresent(own -> result.setBehindNat(isBehindNat(own)));
      long began = deadline.ticker().nanos();
      boolean isThere = search(result);
      if (isThere) {
        exchange(run, tally);
        tally.into(result, serverClock.reading());
      }
      boolean isReached = result.getReceived() + result.getLate() > 0;
      if (isReached) {
        result.setReach(AgentReach.AGENT_REACH_BOTH_WAYS);
      } else {
        boolean isRefused = link.wasRefusedSince(began);
        boolean answers = echo.into(result, id.address(), deadline);
        result.setReach(answers ? AgentReach.AGENT_REACH_ECHO_ONLY : AgentReach.AGENT_REACH_NONE);
        link.reopen();
        return finding(result, isRefused, Optional.empty());
      }
      return finding(result, false, Optional.empty());
    } catch (ProbeFailedException e) {
      return notTried(result, e.failure());
    } catch (ErrnoException e) {
      tally.into(result, serverClock.reading());
      link.reopen();
      return notTried(result, SocketFailures.of(e, id.address()));
    } finally {
      link.end(run);
    }
  }

  private boolean isBehindNat(InetAddress own) {
    try {
      return !peer.getOwnIp().isEmpty() && !InetAddress.ofLiteral(peer.getOwnIp()).equals(own);
    } catch (IllegalArgumentException e) {
      return false; // it was said otherwise than as an address
    }
  }

  private PeerFinding notTried(AgentPeerResult.Builder result, Failure failure) {
    result.setReach(AgentReach.AGENT_REACH_NOT_TRIED);
    return finding(result, false, Optional.of(failure));
  }

  private PeerFinding finding(
      AgentPeerResult.Builder result, boolean isRefused, Optional<Failure> ownFailure) {
    result.setRejected(link.takeRejected());
    return new PeerFinding(peer, result.build(), isRefused, ownFailure);
  }

  /** Waits until the peer has shown itself; the hellos of that time count as packets. */
  private boolean search(AgentPeerResult.Builder result) throws InterruptedException {
    long sending = plan.gap().toNanos() * (plan.count() - 1) + plan.replyTimeout().toNanos();
    long longest = deadline.remainingNanos() - Math.min(sending, deadline.remainingNanos() / 2);
    long end = deadline.ticker().nanos() + Math.min(SEARCH.toNanos(), longest);
    int hellos = 0;
    while (!link.isConfirmed()) {
      if (deadline.ticker().nanos() - end >= 0) {
        result.setSent(hellos).setLost(hellos).setLossRatio(1);
        return false;
      }
      var _ = link.hello();
      hellos++;
      Thread.sleep(SEARCH_PAUSE);
    }
    return true;
  }

  private void exchange(int run, RunTally tally) throws ErrnoException, InterruptedException {
    long first = deadline.ticker().nanos();
    for (int i = 0; i < plan.count() && !deadline.isOver(); i++) {
      pause(first + i * plan.gap().toNanos());
      link.sendTest(run, tally, plan.payloadBytes());
    }
    long sent = deadline.ticker().nanos();
    long end = sent + deadline.remainingNanos() - RESERVE.toNanos();
    long inTime = Math.min(sent + plan.replyTimeout().toNanos(), end);
    if (tally.awaitAll(inTime, deadline.ticker())) {
      return;
    }
    ask(run, tally, end);
    long late = Math.min(inTime + plan.replyTimeout().toNanos(), end);
    var _ = tally.awaitAll(late, deadline.ticker());
  }

  private void ask(int run, RunTally tally, long end) throws ErrnoException, InterruptedException {
    long pause = Math.max(SHORTEST_QUERY_PAUSE.toNanos(), plan.replyTimeout().toNanos() / QUERIES);
    for (int i = 0; i < QUERIES && deadline.ticker().nanos() - end < 0; i++) {
      link.sendQuery(run, i);
      if (tally.awaitCount(Math.min(deadline.ticker().nanos() + pause, end), deadline.ticker())) {
        return;
      }
    }
  }

  private void pause(long untilNanos) throws InterruptedException {
    long left = untilNanos - deadline.ticker().nanos();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left));
    }
  }
}
