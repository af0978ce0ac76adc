/**
 * What a node never connects to, whatever it is told.
 *
 * <p>Starting point: {@link dev.foureyes.nodeagent.policy.NeverList}.
 */
@NullMarked
package dev.foureyes.nodeagent.policy;

import org.jspecify.annotations.NullMarked;
