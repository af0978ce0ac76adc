package dev.foureyes.nodeagent.probe.agent;

import java.time.Duration;

/**
 * What a run sends to each peer.
 *
 * @param count packets, 1 to 100
 * @param gap from one packet to the next
 * @param replyTimeout how long the answer to a packet may take
 * @param payloadBytes data after the UDP header, both ways
 * @param dscp of both ways
 */
record AgentPlan(int count, Duration gap, Duration replyTimeout, int payloadBytes, int dscp) {}
