package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PathProtocol;

/** What a path probe must be. A zero is the node's default. */
final class PathValidator {

  private final Violations violations;
  private final String at;

  /**
   * A validator of one probe.
   *
   * @param at path of the probe, for example {@code test.probe.path.}
   */
  PathValidator(Violations violations, String at) {
    this.violations = violations;
    this.at = at;
  }

  /** The host and the address family are checked by the caller, as for all probes. */
  void check(PathProbe path) {
    violations.check(
        path.getProtocol() != PathProtocol.UNRECOGNIZED,
        at + "protocol",
        path.getProtocolValue(),
        "a known protocol");
    Ranges ranges = new Ranges(violations, at);
    if (path.getProtocol() == PathProtocol.PATH_PROTOCOL_ICMP) {
      long port = Integer.toUnsignedLong(path.getPort());
      violations.check(port == 0, at + "port", port, "none with ICMP, which has no ports");
    } else {
      ranges.check("port", path.getPort(), 1, 65_535);
    }
    ranges.check("max_hops", path.getMaxHops(), 1, 64);
    ranges.check("queries_per_hop", path.getQueriesPerHop(), 1, 10);
    ranges.check("flows", path.getFlows(), 1, 16);
    ranges.check("max_unknown_hops", path.getMaxUnknownHops(), 1, 64);
    ranges.check("reply_timeout_ms", path.getReplyTimeoutMs(), 10, 10_000);
  }
}
