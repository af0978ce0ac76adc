/**
 * BGP, receive-only: a session that the node opens, that lives as long as its test is configured,
 * and of which each round reports. Nothing here can write an UPDATE: what goes out is one of {@code
 * Outgoing}.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.bgp.BgpProbes}; {@code Session}, which
 * connects again and again; {@code Connection}, one session on the wire; {@code UpdateReader}, what
 * the peer announces; {@code Routes}, what is kept of it.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.bgp;

import org.jspecify.annotations.NullMarked;
