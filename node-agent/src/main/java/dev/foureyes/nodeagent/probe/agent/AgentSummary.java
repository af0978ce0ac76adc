package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.proto.results.v1.AgentDirection;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import dev.foureyes.proto.results.v1.AgentReach;
import dev.foureyes.proto.results.v1.AgentResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** All peers of a run together. */
final class AgentSummary {

  /** Whose fault the run's failure is when peers differ: what counts for alert rules goes first. */
  private static final List<Fault> ORDER =
      List.of(
          Fault.FAULT_PATH,
          Fault.FAULT_TARGET,
          Fault.FAULT_NODE_LOCAL,
          Fault.FAULT_CONFIG,
          Fault.FAULT_INTERNAL);

  private final List<AgentPeerResult> peers = new ArrayList<>();

  void add(AgentPeerResult peer) {
    peers.add(peer);
  }

  /** Why the run failed; empty when every peer passed. */
  Optional<Failure> failure() {
    List<AgentPeerResult> failed =
        peers.stream().filter(peer -> peer.getFault() != Fault.FAULT_OK).toList();
    return failed.stream()
        .min(Comparator.comparingInt(peer -> ORDER.indexOf(peer.getFault())))
        .map(first ->
            new Failure(
                first.getFault(),
                first.getReach() == AgentReach.AGENT_REACH_NOT_TRIED
                    ? ErrorPhase.ERROR_PHASE_CONNECT
                    : ErrorPhase.ERROR_PHASE_WAIT,
                peers.size() == 1
                    ? first.getError()
                    : failed.size() + " of " + peers.size() + " peers: " + first.getError()));
  }

  AgentResult result() {
    AgentResult.Builder result = AgentResult.newBuilder().addAllPeers(peers);
    values(AgentPeerResult::hasRttAvgMs, AgentPeerResult::getRttAvgMs)
        .average()
        .ifPresent(result::setRttAvgMs);
    values(AgentPeerResult::hasRttAvgMs, AgentPeerResult::getRttAvgMs)
        .max()
        .ifPresent(result::setWorstRttAvgMs);
    values(AgentPeerResult::hasLossRatio, AgentPeerResult::getLossRatio)
        .max()
        .ifPresent(result::setWorstLossRatio);
    int sent = peers.stream().mapToInt(AgentPeerResult::getSent).sum();
    int received = peers.stream().mapToInt(AgentPeerResult::getReceived).sum();
    if (sent > 0) {
      result
          .setLossRatio((sent - received) / (double) sent)
          .setSent(sent)
          .setReceived(received)
          .setLate(peers.stream().mapToInt(AgentPeerResult::getLate).sum());
    }
    loss(AgentPeerResult::getOut).ifPresent(result::setOutLossRatio);
    loss(AgentPeerResult::getIn).ifPresent(result::setInLossRatio);
    jitter(AgentPeerResult::getOut).ifPresent(result::setOutJitterMs);
    jitter(AgentPeerResult::getIn).ifPresent(result::setInJitterMs);
    values(peer -> peer.getOut().hasDelayAvgMs(), peer -> peer.getOut().getDelayAvgMs())
        .average()
        .ifPresent(result::setOutDelayAvgMs);
    values(peer -> peer.getIn().hasDelayAvgMs(), peer -> peer.getIn().getDelayAvgMs())
        .average()
        .ifPresent(result::setInDelayAvgMs);
    values(peer -> peer.getOut().hasDelayAvgMs(), AgentPeerResult::getClockErrorMs)
        .max()
        .ifPresent(result::setClockErrorMs);
    return result
        .setPeersReached(count(peer -> peer.getReach() == AgentReach.AGENT_REACH_BOTH_WAYS))
        .setPeersFailed(count(peer -> peer.getFault() != Fault.FAULT_OK))
        .build();
  }

  private int count(Predicate<AgentPeerResult> which) {
    return (int) peers.stream().filter(which).count();
  }

  private DoubleStream values(
      Predicate<AgentPeerResult> has, ToDoubleFunction<AgentPeerResult> value) {
    return peers.stream().filter(has).mapToDouble(value);
  }

  /** Of all packets of the peers whose direction is known. */
  private OptionalDouble loss(Function<AgentPeerResult, AgentDirection> direction) {
    List<AgentDirection> known =
        peers.stream().map(direction).filter(AgentDirection::hasLost).toList();
    int sent = known.stream().mapToInt(AgentDirection::getSent).sum();
    int lost = known.stream().mapToInt(AgentDirection::getLost).sum();
    return sent == 0 ? OptionalDouble.empty() : OptionalDouble.of(lost / (double) sent);
  }

  private OptionalDouble jitter(Function<AgentPeerResult, AgentDirection> direction) {
    return peers.stream()
        .map(direction)
        .filter(AgentDirection::hasJitterRfc3550Ms)
        .mapToDouble(AgentDirection::getJitterRfc3550Ms)
        .average();
  }
}
