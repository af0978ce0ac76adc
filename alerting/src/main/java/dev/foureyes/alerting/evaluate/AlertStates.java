package dev.foureyes.alerting.evaluate;

import dev.foureyes.proto.alerting.v1.AlertState;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.topics.EventKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The states of one task's tests, one for each rule over each test, and the way out for incidents.
 */
final class AlertStates {

  private final ProcessorContext<String, Incident> context;
  private final KeyValueStore<String, AlertState> store;

  AlertStates(ProcessorContext<String, Incident> context) {
    this.context = context;
    this.store = context.getStateStore(AlertTopology.STATES);
  }

  private static String key(String org, String testId, String ruleId) {
    return EventKey.of(org, testId, ruleId).toString();
  }

  AlertState get(String org, String testId, String ruleId) {
    AlertState state = store.get(key(org, testId, ruleId));
    return state == null ? AlertState.getDefaultInstance() : state;
  }

  void put(String org, String testId, String ruleId, AlertState state) {
    store.put(key(org, testId, ruleId), state);
  }

  void delete(String org, String testId, String ruleId) {
    store.delete(key(org, testId, ruleId));
  }

  /** The ids of all rules that have a state over a test, with it. */
  List<KeyValue<String, AlertState>> of(String org, String testId) {
    List<KeyValue<String, AlertState>> states = new ArrayList<>();
    try (KeyValueIterator<String, AlertState> entries =
        store.prefixScan(EventKey.of(org, testId) + "/", new StringSerializer())) {
      while (entries.hasNext()) {
        KeyValue<String, AlertState> entry = entries.next();
        states.add(KeyValue.pair(EventKey.parse(entry.key).lastId(), entry.value));
      }
    }
    return states;
  }

  void publish(Record<String, ?> cause, Incident incident) {
    String key = EventKey.of(incident.getOrg(), incident.getId()).toString();
    context.forward(cause.withKey(key).withValue(incident));
  }
}
