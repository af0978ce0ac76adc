/**
 * Where a node sends probes, and where it never does, whatever it is told.
 *
 * <p>Starting point: {@link dev.foureyes.nodeagent.policy.TargetPolicy}.
 */
@NullMarked
package dev.foureyes.nodeagent.policy;

import org.jspecify.annotations.NullMarked;
