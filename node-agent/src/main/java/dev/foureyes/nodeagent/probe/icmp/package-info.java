/**
 * What ping and traceroute have in common: echo requests, the meaning of ICMP messages, and which
 * sockets this machine allows.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.icmp.IcmpSockets}; {@link
 * dev.foureyes.nodeagent.probe.icmp.Echo}.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.icmp;

import org.jspecify.annotations.NullMarked;
