/**
 * One DNS query.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.dns.DnsProbes}; {@code DnsCheck}, which
 * says what each answer means.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.dns;

import org.jspecify.annotations.NullMarked;
