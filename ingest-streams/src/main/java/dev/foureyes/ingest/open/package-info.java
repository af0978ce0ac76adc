/**
 * Opens batches: repetitions out, one record per result, with names and labels.
 *
 * <p>Starting points: {@link dev.foureyes.ingest.open.IngestTopology}; {@code SeenSequences}, how
 * repetitions are told.
 */
@NullMarked
package dev.foureyes.ingest.open;

import org.jspecify.annotations.NullMarked;
