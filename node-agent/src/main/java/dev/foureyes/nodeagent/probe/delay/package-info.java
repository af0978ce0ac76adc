/**
 * Arithmetic of delays that several kinds of probes share.
 *
 * <p>Starting point: {@link dev.foureyes.nodeagent.probe.delay.Delays}.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.delay;

import org.jspecify.annotations.NullMarked;
