/**
 * One datagram and the answer to it.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.udp.UdpProbes}, which makes the probes;
 * {@code UdpFailures}, what the ways not to get an answer mean.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.udp;

import org.jspecify.annotations.NullMarked;
