package dev.foureyes.ingest.write;

import dev.foureyes.proto.results.v1.GetStoreStatusResponse;
import dev.foureyes.stores.Capability;
import dev.foureyes.stores.Layer;
import dev.foureyes.stores.Places;
import dev.foureyes.stores.ResultReader;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.WriteBatch;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/** A real store that fails when it is told to. */
final class FlakyStore implements ResultStore {

  private final ResultStore store;
  private final Queue<StoreException> failures = new ArrayDeque<>();

  FlakyStore(ResultStore store) {
    this.store = store;
  }

  /** The next write that is not spoken for fails like this. */
  synchronized void failNextWrite(StoreException.Kind kind) {
    failures.add(new StoreException(kind, "store: told to fail"));
  }

  @Override
  public int write(WriteBatch batch) {
    StoreException failure;
    synchronized (this) {
      failure = failures.poll();
    }
    if (failure != null) {
      throw failure;
    }
    return store.write(batch);
  }

  @Override
  public Places places(String logId) {
    return store.places(logId);
  }

  @Override
  public ResultReader reader() {
    return store.reader();
  }

  @Override
  public Set<Capability> capabilities() {
    return store.capabilities();
  }

  @Override
  public void dropBefore(Layer layer, Instant cut) {
    store.dropBefore(layer, cut);
  }

  @Override
  public int rollUp(Instant closedBefore, int atMost) {
    return store.rollUp(closedBefore, atMost);
  }

  @Override
  public List<String> check() {
    return store.check();
  }

  @Override
  public GetStoreStatusResponse status() {
    return store.status();
  }

  @Override
  public void close() {
    store.close();
  }
}
