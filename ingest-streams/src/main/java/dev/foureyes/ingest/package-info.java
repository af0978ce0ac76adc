/**
 * From batches to stored results.
 *
 * <p>Starting points: {@code open.IngestTopology}, where a batch becomes results, each exactly
 * once; {@code write.StoreWriter}, where results become rows; {@link
 * dev.foureyes.ingest.IngestModule}, how they are put together.
 */
@NullMarked
package dev.foureyes.ingest;

import org.jspecify.annotations.NullMarked;
