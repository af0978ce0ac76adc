/**
 * Time-series stores of results, whatever their engine.
 *
 * <p>Starting points: {@link dev.foureyes.stores.ResultStore}; {@link
 * dev.foureyes.stores.WriteBatch}, how results get in exactly once; {@link
 * dev.foureyes.stores.ResultReader}, what can be asked. Every engine passes the kit in {@code
 * stores/contract}.
 */
@NullMarked
package dev.foureyes.stores;

import org.jspecify.annotations.NullMarked;
