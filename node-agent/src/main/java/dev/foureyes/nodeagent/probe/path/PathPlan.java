package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.proto.common.v1.PathProtocol;
import java.time.Duration;

/**
 * What a run sends; see the contract's PathProbe.
 *
 * @param protocol never unspecified
 * @param port destination; 0 with ICMP
 */
record PathPlan(
    PathProtocol protocol,
    int port,
    int maxHops,
    int queriesPerHop,
    int flows,
    int maxUnknownHops,
    Duration replyTimeout) {}
