package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.OriginLookup;
import dev.foureyes.nodeagent.probe.name.ReverseLookup;
import dev.foureyes.nodeagent.socket.Platform;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PathProtocol;
import java.time.Duration;

/** Makes path probes. */
public final class PathProbes {

  private static final int MAX_HOST = 253;
  private static final int MAX_PORT = 65535;
  private static final int UDP_PORT = 33434;
  private static final int TCP_PORT = 443;
  private static final Duration WARM_UP = Duration.ofMillis(300);

  private final HostLookup lookup;
  private final ReverseLookup reverse;
  private final OriginLookup origins;
  private final Poller poller;

  public PathProbes(HostLookup lookup, ReverseLookup reverse, OriginLookup origins, Poller poller) {
    this.lookup = lookup;
    this.reverse = reverse;
    this.origins = origins;
    this.poller = poller;
  }

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when a field is out of its range, or this is not Linux
   */
  public Probe create(PathProbe config) throws InvalidProbeException {
    if (!Platform.isSupported()) {
      throw new InvalidProbeException("path: not possible here (expected: a node on 64-bit Linux)");
    }
    String host = config.getHost();
    if (host.isBlank() || host.length() > MAX_HOST || host.contains("[")) {
      throw new InvalidProbeException(
          "path.host: '"
              + host
              + "' (expected: a name or an address without brackets, at most 253 characters)");
    }
    PathProtocol protocol = protocol(config);
    return new PathCheck(
        config,
        new PathPlan(
            protocol,
            port(config.getPort(), protocol),
            range("max_hops", config.getMaxHops(), 30, 1, 64),
            range("queries_per_hop", config.getQueriesPerHop(), 3, 1, 10),
            range("flows", config.getFlows(), 1, 1, 16),
            range("max_unknown_hops", config.getMaxUnknownHops(), 5, 1, 64),
            Duration.ofMillis(
                range("reply_timeout_ms", config.getReplyTimeoutMs(), 1_000, 10, 10_000))),
        lookup,
        new HopLookup(reverse, origins),
        poller);
  }

  private static PathProtocol protocol(PathProbe config) throws InvalidProbeException {
    return switch (config.getProtocol()) {
      case PATH_PROTOCOL_UNSPECIFIED -> PathProtocol.PATH_PROTOCOL_UDP;
      case UNRECOGNIZED ->
          throw new InvalidProbeException(
              "path.protocol: "
                  + config.getProtocolValue()
                  + " (expected: one that this version of the agent knows)");
      case PathProtocol known -> known;
    };
  }

  private static int port(int port, PathProtocol protocol) throws InvalidProbeException {
    if (protocol == PathProtocol.PATH_PROTOCOL_ICMP) {
      if (port != 0) {
        throw new InvalidProbeException(
            "path.port: " + Integer.toUnsignedLong(port) + " (expected: none with ICMP)");
      }
      return 0;
    }
    boolean isTcp = protocol == PathProtocol.PATH_PROTOCOL_TCP;
    return range("port", port, isTcp ? TCP_PORT : UDP_PORT, 1, MAX_PORT);
  }

  private static int range(String field, int value, int ifZero, int first, int last)
      throws InvalidProbeException {
    if (value == 0) {
      return ifZero;
    }
    if (value < first || value > last) {
      throw new InvalidProbeException(
          "path."
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

  /** Traces the way to this machine itself, for the first packets of a process take much longer. */
  public void warmUp(Ticker ticker) throws InterruptedException {
    if (!Platform.isSupported()) {
      return;
    }
    try {
      PathProbe config =
          PathProbe.newBuilder()
              .setHost("127.0.0.1")
              .setPort(9)
              .setQueriesPerHop(10)
              .setSkipReverseDns(true)
              .setSkipPathMtu(true)
              .build();
      var _ = create(config).run(Deadline.after(WARM_UP, ticker));
    } catch (InvalidProbeException e) {
      throw new IllegalStateException(e); // it is valid
    }
  }
}
