package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.results.v1.AgentDirection;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import dev.foureyes.proto.results.v1.AgentReach;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a peer passed. Silence is the path's fault, unless the server has not heard of the peer
 * either: then the peer is not there, and no path is to blame.
 */
final class PeerVerdict {

  private final AgentProbe config;
  private final AgentPlan plan;

  PeerVerdict(AgentProbe config, AgentPlan plan) {
    this.config = config;
    this.plan = plan;
  }

  /** Of a peer whose address is not known. */
  static Failure withoutAddress(AgentPeer peer) {
    String name = name(peer);
    if (peer.getUnable()) {
      return new Failure(
          Fault.FAULT_CONFIG,
          ErrorPhase.ERROR_PHASE_CONNECT,
          name
              + " cannot take part in tests between nodes (expected: an agent that is as new as"
              + " this one, on 64-bit Linux)");
    }
    return peer.getAway()
        ? new Failure(
            Fault.FAULT_TARGET,
            ErrorPhase.ERROR_PHASE_CONNECT,
            name + " has no address that this node can send to: it is not connected to the server")
        : new Failure(
            Fault.FAULT_CONFIG,
            ErrorPhase.ERROR_PHASE_CONNECT,
            name
                + " has no address that this node can send to: one of both runs beside the server"
                + " and is known by a loopback address only (expected: start it with"
                + " --public-address)");
  }

  /** Why the peer failed; empty when it passed. */
  Optional<Failure> of(PeerFinding finding) {
    if (finding.ownFailure().isPresent()) {
      return finding.ownFailure();
    }
    AgentPeerResult result = finding.result();
    String name = name(finding.peer());
    if (result.getReach() != AgentReach.AGENT_REACH_BOTH_WAYS) {
      return Optional.of(unreached(finding, name));
    }
    if (result.getReceived() == 0 && !allowsTotalLoss()) {
      return path(
          name
              + " answered "
              + result.getLate()
              + " of "
              + result.getSent()
              + " packets, all later than "
              + plan.replyTimeout().toMillis()
              + " ms");
    }
    if (config.hasMaxLossRatio() && result.getLossRatio() > config.getMaxLossRatio()) {
      return path(
          "loss to "
              + name
              + " and back is "
              + number(result.getLossRatio())
              + directions(result)
              + " (expected: at most "
              + number(config.getMaxLossRatio())
              + ")");
    }
    if (config.hasMaxRttAvgMs() && result.getRttAvgMs() > config.getMaxRttAvgMs()) {
      return path(
          "mean round trip to "
              + name
              + " takes "
              + number(result.getRttAvgMs())
              + " ms (expected: at most "
              + number(config.getMaxRttAvgMs())
              + " ms)");
    }
    return jitter("to", name, result.getOut()).or(() -> jitter("from", name, result.getIn()));
  }

  private Optional<Failure> jitter(String way, String name, AgentDirection direction) {
    if (!config.hasMaxJitterMs() || direction.getJitterRfc3550Ms() <= config.getMaxJitterMs()) {
      return Optional.empty();
    }
    return path(
        "jitter of packets "
            + way
            + " "
            + name
            + " is "
            + number(direction.getJitterRfc3550Ms())
            + " ms (expected: at most "
            + number(config.getMaxJitterMs())
            + " ms)");
  }

  private boolean allowsTotalLoss() {
    return config.hasMaxLossRatio() && config.getMaxLossRatio() >= 1;
  }

  private static String directions(AgentPeerResult result) {
    return result.getOut().hasLost()
        ? ", "
            + result.getOut().getLost()
            + " on the way there and "
            + result.getIn().getLost()
            + " on the way back of "
            + result.getSent()
        : "";
  }

  private static Failure unreached(PeerFinding finding, String name) {
    AgentPeerResult result = finding.result();
    String silence = name + " at " + result.getRemote() + " did not answer " + packets(result);
    if (finding.peer().getAway()) {
      return new Failure(
          Fault.FAULT_TARGET,
          ErrorPhase.ERROR_PHASE_WAIT,
          silence + "; the server has not heard of it for minutes either, it is not running");
    }
    String nat =
        result.getBehindNat()
            ? "this node is behind a NAT, which may give its packets another port"
            : "a NAT or a firewall may be between";
    if (finding.isRefused()) {
      return failed(
          silence
              + ", and its address says that nothing has the port: the test cannot get through, "
              + nat);
    }
    if (result.getReach() == AgentReach.AGENT_REACH_ECHO_ONLY) {
      return failed(
          silence + ", but its address answers ping: the test cannot get through, " + nat);
    }
    return failed(silence);
  }

  private static String packets(AgentPeerResult result) {
    return result.getSent() + (result.getSent() == 1 ? " packet" : " packets");
  }

  static String name(AgentPeer peer) {
    return "node " + (peer.getNodeName().isEmpty() ? peer.getNodeId() : peer.getNodeName());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static Optional<Failure> path(String sentence) {
    return Optional.of(failed(sentence));
  }

  private static Failure failed(String sentence) {
    return new Failure(Fault.FAULT_PATH, ErrorPhase.ERROR_PHASE_WAIT, sentence);
  }
}
