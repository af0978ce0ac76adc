package dev.foureyes.stores.contract;

import dev.foureyes.stores.ResultStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Everything that a store must do, whatever its engine. */
public abstract class ResultStoreContract {

  @TempDir Path directory;

  private StoreUnderTest store =
      new StoreUnderTest(() -> {
        throw new IllegalStateException("not open yet");
      });

  /** Opens the store whose data lies in a directory; what an earlier call wrote there is in it. */
  protected abstract ResultStore open(Path directory);

  @BeforeEach
  void openStore() {
    store = new StoreUnderTest(() -> open(directory));
    store.open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Nested
  class Writing extends WritingContract {
    @Override
    StoreUnderTest store() {
      return store;
    }
  }

  @Nested
  class Listing extends ListingContract {
    @Override
    StoreUnderTest store() {
      return store;
    }
  }

  @Nested
  class Charting extends ChartingContract {
    @Override
    StoreUnderTest store() {
      return store;
    }
  }

  @Nested
  class Summaries extends SummaryContract {
    @Override
    StoreUnderTest store() {
      return store;
    }
  }

  @Nested
  class Rollups extends RollupContract {
    @Override
    StoreUnderTest store() {
      return store;
    }
  }

  @Nested
  class Cells extends CellContract {
    @Override
    StoreUnderTest store() {
      return store;
    }
  }
}
