/**
 * Texts of strangers, and patterns of users.
 *
 * <p>Starting point: {@link dev.foureyes.model.text.BoundedPattern}.
 */
@NullMarked
package dev.foureyes.model.text;

import org.jspecify.annotations.NullMarked;
