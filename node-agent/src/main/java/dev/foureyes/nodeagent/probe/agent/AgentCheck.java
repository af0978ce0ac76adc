package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import dev.foureyes.proto.results.v1.AgentReach;
import dev.foureyes.proto.results.v1.AgentResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Measures to all peers at once. The links stay open between runs, and answer the peers. */
final class AgentCheck implements Probe {

  private static final int MAX_ERROR = 512;

  /** Less than what a run may end after its deadline. */
  private static final Duration RESERVE = Duration.ofMillis(20);

  private final AgentProbe config;
  private final AgentPlan plan;
  private final List<Target> targets;
  private final PairLinks links;
  private final ServerClock serverClock;
  private final EchoFallback echo;

  /**
   * A peer.
   *
   * @param link absent where its address is not known
   */
  record Target(AgentPeer peer, Optional<LinkId> link) {}

  private final Map<LinkId, PairLink> open = new LinkedHashMap<>();

  AgentCheck(
      AgentProbe config,
      AgentPlan plan,
      List<Target> targets,
      PairLinks links,
      ServerClock serverClock,
      EchoFallback echo) {
    this.config = config;
    this.plan = plan;
    this.targets = List.copyOf(targets);
    this.links = links;
    this.serverClock = serverClock;
    this.echo = echo;
    for (Target target : targets) {
      target.link().ifPresent(id -> open.put(id, links.acquire(id)));
    }
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    List<FutureTask<AgentPeerResult>> runs = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      Duration start = plan.gap().multipliedBy(i).dividedBy(targets.size());
      runs.add(new FutureTask<>(() -> measure(target, start, deadline)));
    }
    List<Thread> threads =
        runs.stream().map(run -> Thread.ofVirtual().name("agent-run").start(run)).toList();
    try {
      AgentSummary summary = new AgentSummary();
      for (FutureTask<AgentPeerResult> run : runs) {
        summary.add(run.get());
      }
      return outcome(summary);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause()); // a defect, and told as one
    } finally {
      threads.forEach(Thread::interrupt);
    }
  }

  private AgentPeerResult measure(Target target, Duration start, Deadline deadline)
      throws InterruptedException {
    AgentPeer peer = target.peer();
    if (target.link().isEmpty()) {
      return judged(
          AgentPeerResult.newBuilder()
              .setNodeId(peer.getNodeId())
              .setNodeName(peer.getNodeName())
              .setReach(AgentReach.AGENT_REACH_NOT_TRIED),
          Optional.of(PeerVerdict.withoutAddress(peer)));
    }
    LinkId id = target.link().get();
    PairLink link = open.get(id);
    if (link == null) {
      throw new IllegalStateException("link to " + id.remote() + ": none (expected: one)");
    }
    Duration timeout = Duration.ofNanos(deadline.remainingNanos()).minus(RESERVE);
    Deadline own = timeout.isPositive() ? Deadline.after(timeout, deadline.ticker()) : deadline;
    PeerFinding finding = new PeerRun(plan, peer, id, link, serverClock, echo, own).run(start);
    return judged(finding.result().toBuilder(), new PeerVerdict(config, plan).of(finding));
  }

  private static AgentPeerResult judged(AgentPeerResult.Builder result, Optional<Failure> failure) {
    return failure
        .map(each -> result.setFault(each.fault()).setError(shortened(each.sentence())))
        .orElseGet(() -> result.setFault(Fault.FAULT_OK))
        .build();
  }

  private static String shortened(String sentence) {
    return sentence.length() <= MAX_ERROR ? sentence : sentence.substring(0, MAX_ERROR);
  }

  private ProbeOutcome outcome(AgentSummary summary) {
    AgentResult result = summary.result();
    ProbeDetail detail = new ProbeDetail.Agent(result);
    if (targets.isEmpty()) {
      return new ProbeOutcome.Failed(
          detail,
          new Failure(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "peers: none (expected: at least one other node that the test chooses)"));
    }
    return summary
        .failure()
        .<ProbeOutcome>map(failure -> new ProbeOutcome.Failed(detail, failure))
        .orElseGet(() -> new ProbeOutcome.Passed(detail));
  }

  @Override
  public void close() {
    open.keySet().forEach(links::release);
  }
}
