package dev.foureyes.nodeagent.probe.ping;

import java.time.Duration;

/**
 * What a run sends.
 *
 * @param count packets, 1 to 100
 * @param gap from one packet to the next
 * @param replyTimeout how long the reply to a packet is waited for
 * @param payloadBytes data after the ICMP header
 */
record PingPlan(int count, Duration gap, Duration replyTimeout, int payloadBytes) {}
