/**
 * One TCP connection.
 *
 * <p>Starting point: {@link dev.foureyes.nodeagent.probe.tcp.TcpProbes}.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.tcp;

import org.jspecify.annotations.NullMarked;
