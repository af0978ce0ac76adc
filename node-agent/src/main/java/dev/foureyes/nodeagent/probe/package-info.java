/**
 * Probes: one run of each measures one target, once, and always ends with an outcome.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.Probe}, a test that can be run; {@link
 * dev.foureyes.nodeagent.probe.ProbeOutcome}, what a run found; {@link
 * dev.foureyes.nodeagent.probe.ProbeFactory}, which makes probes of configurations. Each kind has a
 * package of its own.
 */
@NullMarked
package dev.foureyes.nodeagent.probe;

import org.jspecify.annotations.NullMarked;
