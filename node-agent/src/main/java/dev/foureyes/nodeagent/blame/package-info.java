/**
 * Whose fault a failure is, beyond what the probe itself can tell: a node that is cut off, or whose
 * machine stood still, must not report forty outages.
 *
 * <p>Starting point: {@link dev.foureyes.nodeagent.blame.Blame}.
 */
@NullMarked
package dev.foureyes.nodeagent.blame;

import org.jspecify.annotations.NullMarked;
