package dev.foureyes.alerting.evaluate;

import dev.foureyes.proto.alerting.v1.AlertRule;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps the store of rules as the compacted topic says, and tells the rule book of changes. */
final class RuleTable implements Processor<String, AlertRule, Void, Void> {

  private final RuleBook book;
  private @Nullable KeyValueStore<String, AlertRule> store;

  RuleTable(RuleBook book) {
    this.book = book;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(AlertTopology.RULES);
    book.forget();
  }

  @Override
  public void process(Record<String, AlertRule> record) {
    Objects.requireNonNull(store).put(record.key(), record.value()); // no value removes the key
    book.forget();
  }
}
