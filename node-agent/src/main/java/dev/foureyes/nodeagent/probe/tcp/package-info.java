/**
 * One TCP connection, with TLS and a dialogue where the test asks for them.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.tcp.TcpProbes}, which makes them; {@code
 * Dialogue}, what is said.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.tcp;

import org.jspecify.annotations.NullMarked;
