/**
 * What our processes share besides the wire.
 *
 * <p>Starting points: {@link dev.foureyes.model.Scope}, whose data a caller may touch; the package
 * {@code result}.
 */
@NullMarked
package dev.foureyes.model;

import org.jspecify.annotations.NullMarked;
