/**
 * Tables that tell what topics tell.
 *
 * <p>Starting point: {@link dev.foureyes.control.projection.Projector}.
 */
@NullMarked
package dev.foureyes.control.projection;

import org.jspecify.annotations.NullMarked;
