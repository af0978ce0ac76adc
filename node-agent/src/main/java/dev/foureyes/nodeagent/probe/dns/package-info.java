/**
 * One DNS question, over UDP, TCP, TLS or HTTPS or from the root downwards, with what its
 * signatures are worth.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.dns.DnsProbes}; {@code DnsCheck}, which
 * says what each answer means; {@code DnsExchange}, the transports; {@code DnssecValidator}; {@code
 * DnsTrace}.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.dns;

import org.jspecify.annotations.NullMarked;
