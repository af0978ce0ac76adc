/**
 * Echo requests, many in a run.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.ping.PingProbes}; {@link
 * dev.foureyes.nodeagent.probe.delay.Delays}, the arithmetic.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.ping;

import org.jspecify.annotations.NullMarked;
