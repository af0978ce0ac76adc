/**
 * Where a node's batches enter the event log.
 *
 * <p>Starting point: {@link dev.foureyes.gateway.results.BatchPublisher}.
 */
@NullMarked
package dev.foureyes.gateway.results;

import org.jspecify.annotations.NullMarked;
