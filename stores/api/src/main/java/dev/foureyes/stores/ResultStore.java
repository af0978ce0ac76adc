package dev.foureyes.stores;

import dev.foureyes.proto.results.v1.GetStoreStatusResponse;
import java.time.Instant;
import java.util.List;
import java.util.Set;

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

  /** What this store can do beyond what every store can. */
  Set<Capability> capabilities();

  /**
   * Forgets what a layer holds from before the given time: whole days at once, of {@link
   * Layer#HOURS} whole months. Results that come later than that are kept until the next time.
   * Dropping results drops their details too, and rolls up first what was not rolled up yet.
   *
   * @throws StoreException of the kind {@link StoreException.Kind#UNSUPPORTED} when the store has
   *     no such layer
   */
  void dropBefore(Layer layer, Instant cut);

  /**
   * Makes rollups of hours that are over. A late result makes its hour be rolled up again, as long
   * as the results of that day are kept.
   *
   * @param closedBefore only of hours that ended by then
   * @param atMost hours of single series in this call, so that writing is not held up
   * @return hours that were rolled up; less than atMost when there are no more
   * @throws StoreException of the kind {@link StoreException.Kind#UNSUPPORTED} without {@link
   *     Capability#ROLLUPS}
   */
  int rollUp(Instant closedBefore, int atMost);

  /**
   * Reads everything and says what is damaged, for people; empty when all is well. Takes minutes on
   * a large store.
   */
  List<String> check();

  /** How the store is doing. Does not fail: trouble is in the answer. */
  GetStoreStatusResponse status();

  @Override
  void close();
}
