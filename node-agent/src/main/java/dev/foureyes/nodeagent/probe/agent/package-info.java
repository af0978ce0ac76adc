/**
 * Packets between two nodes, both ways, in the manner of STAMP (RFC 8762) in its authenticated
 * mode. Neither node listens: both know the other's address and port from the server, and both send
 * first, from connected sockets. Nothing answers a stranger.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.agent.AgentProbes}; {@code PairLink},
 * what stands between two nodes; {@code Packet}, what travels.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.agent;

import org.jspecify.annotations.NullMarked;
