/**
 * Results for users, from the process that owns the store.
 *
 * <p>Starting point: {@link dev.foureyes.control.result.ResultProxy}.
 */
@NullMarked
package dev.foureyes.control.result;

import org.jspecify.annotations.NullMarked;
