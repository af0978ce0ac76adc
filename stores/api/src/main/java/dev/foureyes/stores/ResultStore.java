package dev.foureyes.stores;

import dev.foureyes.proto.results.v1.GetStoreStatusResponse;
import java.time.Instant;

/**
 * A store of results. One process owns it; within that process one thread writes and any number
 * read.
 *
 * <p>All methods fail with {@link StoreException}, which says whether to try again.
 */
public interface ResultStore extends AutoCloseable {

  /**
   * Writes results and the places in the log behind them in one transaction: after a crash either
   * all of it is there or nothing. A result that is there already is left as it is, so writing a
   * batch twice changes nothing.
   *
   * @return how many results were new
   * @throws StoreException of the kind {@link StoreException.Kind#FENCED} when another writer has
   *     moved a partition's place meanwhile
   */
  int write(WriteBatch batch);

  /**
   * The next offset to read of each partition of a log, as of the last write; none for a partition
   * that was never written.
   */
  Places places(String logId);

  ResultReader reader();

  /** Forgets all results that were due before the given time; as a rule whole days at once. */
  void dropBefore(Instant cut);

  /** How the store is doing. Does not fail: trouble is in the answer. */
  GetStoreStatusResponse status();

  @Override
  void close();
}
