package dev.foureyes.ingest.open;

import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps a global store as its compacted topic says. */
final class GlobalTable<V> implements Processor<String, V, Void, Void> {

  private final String storeName;
  private @Nullable KeyValueStore<String, V> store;

  GlobalTable(String storeName) {
    this.storeName = storeName;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(storeName);
  }

  @Override
  public void process(Record<String, V> record) {
    Objects.requireNonNull(store).put(record.key(), record.value()); // no value removes the key
  }
}
