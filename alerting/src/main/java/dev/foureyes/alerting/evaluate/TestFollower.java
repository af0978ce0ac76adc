package dev.foureyes.alerting.evaluate;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.proto.alerting.v1.AlertState;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.ResolveReason;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.topics.EventKey;
import java.util.Objects;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Ends all incidents of a test that was deleted or paused, and remembers that results of it no
 * longer count.
 */
final class TestFollower implements Processor<String, Test, String, Incident> {

  private @Nullable AlertStates states;
  private @Nullable KeyValueStore<String, String> stopped;

  @Override
  public void init(ProcessorContext<String, Incident> context) {
    states = new AlertStates(context);
    stopped = context.getStateStore(AlertTopology.STOPPED);
  }

  @Override
  public void process(Record<String, Test> record) {
    KeyValueStore<String, String> stoppedTests = Objects.requireNonNull(stopped);
    Test test = record.value();
    if (test != null && !test.getPaused()) {
      stoppedTests.delete(record.key());
      return;
    }
    ResolveReason reason =
        test == null
            ? ResolveReason.RESOLVE_REASON_TEST_DELETED
            : ResolveReason.RESOLVE_REASON_TEST_PAUSED;
    stoppedTests.put(record.key(), reason.name());
    EventKey key = EventKey.parse(record.key());
    Timestamp at = Timestamps.fromMillis(record.timestamp());
    AlertStates known = Objects.requireNonNull(states);
    for (KeyValue<String, AlertState> state : known.of(key.org(), key.id())) {
      AlertMachine.end(state.value, at, reason)
          .ifPresent(incident -> known.publish(record, incident));
      known.delete(key.org(), key.id(), state.key);
    }
  }
}
