package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.agent.AgentCheck.Target;
import dev.foureyes.nodeagent.probe.ping.PingProbes;
import dev.foureyes.nodeagent.socket.Platform;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.common.v1.AgentProbe;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes probes between nodes. */
public final class AgentProbes {

  private static final int MAX_PEERS = 100;
  private static final int WARM_UP_PACKETS = 500;
  private static final int MAX_PORT = 65_535;

  /** Lower ones belong to services. */
  private static final int MIN_PORT = 1_024;

  private final PairLinks links;
  private final ServerClock serverClock;
  private final EchoFallback echo;
  private final TargetPolicy policy;

  /**
   * @param policy says which addresses this node may send to
   */
  public AgentProbes(
      PingProbes ping,
      Poller poller,
      TargetPolicy policy,
      NodeClock clock,
      ServerClock serverClock) {
    this.policy = policy;
    this.links = new PairLinks(poller, clock, serverClock);
    this.serverClock = serverClock;
    this.echo = new EchoFallback(ping);
  }

  /**
   * The probe of a configuration. It answers these peers from now on, until it is closed.
   *
   * @param peers whom to measure to, and to answer
   * @throws InvalidProbeException when a field is out of its range, or this is not Linux
   */
  public Probe create(AgentProbe config, List<AgentPeer> peers) throws InvalidProbeException {
    if (!Platform.isSupported()) {
      throw new InvalidProbeException(
          "agent: not possible here (expected: a node on 64-bit Linux)");
    }
    if (peers.size() > MAX_PEERS) {
      throw new InvalidProbeException(
          "peers: " + peers.size() + " (expected: at most " + MAX_PEERS + ")");
    }
    limit("max_loss_ratio", config.hasMaxLossRatio(), config.getMaxLossRatio(), 0, 1);
    limit("max_rtt_avg_ms", config.hasMaxRttAvgMs(), config.getMaxRttAvgMs(), 0, 1e9);
    limit("max_jitter_ms", config.hasMaxJitterMs(), config.getMaxJitterMs(), 0, 1e9);
    AgentPlan plan =
        new AgentPlan(
            range("count", config.getCount(), 20, 1, 100),
            Duration.ofMillis(range("packet_gap_ms", config.getPacketGapMs(), 100, 10, 10_000)),
            Duration.ofMillis(
                range("reply_timeout_ms", config.getReplyTimeoutMs(), 1_000, 10, 10_000)),
            range(
                "payload_bytes", config.getPayloadBytes(), 128, Packet.MIN_BYTES, Packet.MAX_BYTES),
            range("dscp", config.getDscp(), 0, 0, 63));
    List<Target> targets = new ArrayList<>();
    for (AgentPeer peer : peers) {
      targets.add(target(peer, plan.dscp()));
    }
    return new AgentCheck(config, plan, targets, links, serverClock, echo);
  }

  /** Seals and opens a few packets, for the first of a process take much longer. */
  public void warmUp() {
    PairKey key = PairKey.of(AgentPeer.getDefaultInstance());
    for (int i = 0; i < WARM_UP_PACKETS; i++) {
      Packet packet =
          new Packet(
              Packet.Kind.HELLO, true, i, 0, 1, 0, 0, serverClock.reading(), Packet.Answer.NONE);
      if (Packet.opened(packet.sealed(Packet.MIN_BYTES, key), key).isEmpty()) {
        throw new IllegalStateException("a packet that was just sealed cannot be opened");
      }
    }
  }

  private Target target(AgentPeer peer, int dscp) throws InvalidProbeException {
    if (peer.getIp().isEmpty()) {
      return new Target(peer, Optional.empty());
    }
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(peer.getIp());
    } catch (IllegalArgumentException e) {
      throw new InvalidProbeException("peers.ip: '" + peer.getIp() + "' (expected: an IP address)");
    }
    Optional<String> never = policy.refusal(address);
    if (never.isPresent()) {
      throw new InvalidProbeException(
          "peers.ip: "
              + peer.getIp()
              + " (expected: one that this node may send to; "
              + never.get()
              + ")");
    }
    port("own_port", peer.getOwnPort());
    port("peer_port", peer.getPeerPort());
    return new Target(peer, Optional.of(LinkId.of(peer, address, dscp)));
  }

  private static void port(String field, int port) throws InvalidProbeException {
    if (port < MIN_PORT || port > MAX_PORT) {
      throw new InvalidProbeException(
          "peers."
              + field
              + ": "
              + Integer.toUnsignedLong(port)
              + " (expected: "
              + MIN_PORT
              + " to "
              + MAX_PORT
              + ")");
    }
  }

  private static void limit(String field, boolean isSet, double value, double first, double last)
      throws InvalidProbeException {
    if (isSet && !(value >= first && value <= last)) {
      throw new InvalidProbeException(
          "agent." + field + ": " + value + " (expected: " + first + " to " + last + ")");
    }
  }

  private static int range(String field, int value, int ifZero, int first, int last)
      throws InvalidProbeException {
    if (value == 0) {
      return ifZero;
    }
    if (value < first || value > last) {
      throw new InvalidProbeException(
          "agent."
              + field
              + ": "
              + Integer.toUnsignedLong(value)
              + " (expected: "
              + first
              + " to "
              + last
              + ")");
    }
    return value;
  }
}
