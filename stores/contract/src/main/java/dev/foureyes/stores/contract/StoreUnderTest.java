package dev.foureyes.stores.contract;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.ResultReader;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.WriteBatch.Advance;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store that can be closed and opened again, and short ways to use it. */
final class StoreUnderTest {

  static final String LOG = "log";
  static final Scope SCOPE = new Scope(Scope.DEFAULT_ORG);

  private final Supplier<ResultStore> opener;
  private @Nullable ResultStore store;

  StoreUnderTest(Supplier<ResultStore> opener) {
    this.opener = opener;
  }

  void open() {
    store = opener.get();
  }

  void close() {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  void reopen() {
    close();
    open();
  }

  ResultStore get() {
    if (store == null) {
      throw new IllegalStateException("the store is closed");
    }
    return store;
  }

  ResultReader reader() {
    return get().reader();
  }

  /** Writes results that stand at the next places of partition 0. */
  int write(Result... results) {
    long from = get().places(LOG).next(0).orElse(0);
    return get()
        .write(
            new WriteBatch(
                LOG,
                List.of(results),
                Map.of(0, new Advance(from, from + Math.max(1, results.length)))));
  }
}
