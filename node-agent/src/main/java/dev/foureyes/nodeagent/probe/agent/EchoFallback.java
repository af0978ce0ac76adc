package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.ping.PingProbes;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.PingProbe;
import dev.foureyes.proto.results.v1.AgentEcho;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import dev.foureyes.proto.results.v1.PingResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Echo requests to a peer whose own packets do not come: better than nothing, and marked as such.
 */
final class EchoFallback {

  private static final Duration LONGEST = Duration.ofMillis(900);
  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration RESERVE = Duration.ofMillis(50);
  private static final PingProbe FEW =
      PingProbe.newBuilder().setCount(3).setPacketGapMs(100).setReplyTimeoutMs(600).build();

  private final PingProbes ping;

  EchoFallback(PingProbes ping) {
    this.ping = ping;
  }

  /** Sends them while there is time, and notes what came; whether anything did. */
  boolean into(AgentPeerResult.Builder result, InetAddress peer, Deadline deadline)
      throws InterruptedException {
    Duration left = Duration.ofNanos(deadline.remainingNanos()).minus(RESERVE);
    if (left.compareTo(SHORTEST) < 0) {
      return false;
    }
    Duration timeout = left.compareTo(LONGEST) < 0 ? left : LONGEST;
    try {
      PingProbe config = FEW.toBuilder().setHost(AddressText.of(peer)).build();
      ProbeOutcome outcome = ping.create(config).run(Deadline.after(timeout, deadline.ticker()));
      ProbeResult.Builder run = ProbeResult.newBuilder();
      outcome.detail().into(run);
      PingResult found = run.getPing();
      if (found.getSent() > 0) { // else this machine must not send them
        AgentEcho.Builder echo =
            AgentEcho.newBuilder().setSent(found.getSent()).setReceived(found.getReceived());
        if (found.hasRttAvgMs()) {
          echo.setRttAvgMs(found.getRttAvgMs());
        }
        result.setEcho(echo);
      }
      return found.getReceived() > 0;
    } catch (InvalidProbeException e) {
      throw new IllegalStateException(e); // it is valid where links are
    }
  }
}
