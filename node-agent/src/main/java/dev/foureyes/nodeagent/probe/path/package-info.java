/**
 * The way to a host, hop by hop, by packets whose hop limit grows (traceroute). Answers are read
 * from the error queue, which needs no privileges. Addresses that answer are only written down;
 * none of them is contacted.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.path.PathProbes}; {@link
 * dev.foureyes.nodeagent.probe.path.FlowTrace}, the order of the packets; {@link
 * dev.foureyes.nodeagent.probe.path.FlowProber}, how they are sent with each protocol.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.path;

import org.jspecify.annotations.NullMarked;
