package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeRun;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.probe.ping.PingProbes;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A node with its probes between nodes, and nothing else. */
final class TestNode {

  private final NodeClock clock;
  private final ServerClock serverClock;
  private final AgentProbes probes;

  /** One whose clock is as it is. */
  TestNode() {
    this(Duration.ZERO);
  }

  /** One whose wall clock is ahead of all others'. */
  TestNode(Duration ahead) {
    NodeClock system = NodeClock.system();
    clock = new NodeClock(() -> system.now().plus(ahead), system.ticker());
    serverClock = new ServerClock(clock);
    Poller poller = new Poller(clock.ticker());
    PingProbes ping = new PingProbes(new HostLookup(SystemResolvers.ofThisMachine()), poller);
    probes = new AgentProbes(ping, poller, TargetPolicy.DEFAULT, clock, serverClock);
  }

  /**
   * The server has answered a heartbeat.
   *
   * @param error how much the answer may be off by
   */
  TestNode knowsTheTime(Duration error) {
    Instant server = NodeClock.system().now();
    long now = clock.nanos();
    serverClock.heard(server, now - error.toNanos(), now + error.toNanos());
    return this;
  }

  Probe probe(AgentProbe config, AgentPeer... peers) throws InvalidProbeException {
    return probes.create(config, List.of(peers));
  }

  /** Runs it as the scheduler does. */
  ProbeResult run(Probe probe, Duration timeout) throws InterruptedException {
    ProbeResult.Builder result = ProbeResult.newBuilder();
    var _ = ProbeRun.into(probe, Deadline.after(timeout, clock.ticker()), result);
    return result.build();
  }
}
