/**
 * The rules of {@code google.api.http} that this product uses, read from descriptors.
 *
 * <p>Starting points: {@link dev.foureyes.rest.rules.HttpBinding}, one HTTP method and path of one
 * RPC; {@link dev.foureyes.rest.rules.PathTemplate}, its path.
 */
@NullMarked
package dev.foureyes.rest.rules;

import org.jspecify.annotations.NullMarked;
