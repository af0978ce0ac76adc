/**
 * Writes results into the time-series store, each exactly once.
 *
 * <p>Starting point: {@link dev.foureyes.ingest.write.StoreWriter}.
 */
@NullMarked
package dev.foureyes.ingest.write;

import org.jspecify.annotations.NullMarked;
