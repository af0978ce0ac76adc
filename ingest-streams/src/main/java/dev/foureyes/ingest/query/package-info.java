/**
 * Answers queries for results, in the process that owns the store.
 *
 * <p>Starting point: {@link dev.foureyes.ingest.query.ResultQueries}.
 */
@NullMarked
package dev.foureyes.ingest.query;

import org.jspecify.annotations.NullMarked;
