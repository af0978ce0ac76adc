package dev.foureyes.alerting.evaluate;

import dev.foureyes.alerting.evaluate.AlertMachine.Decision;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.AlertState;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.ResolveReason;
import dev.foureyes.proto.results.v1.Result;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Holds each result against the rules that watch its test.
 *
 * <p>A rule that was changed, disabled or deleted ends what it had led to when the test's next
 * result comes.
 *
 * <p>Previous hop of a result: ingest's {@code BatchOpener}, by the topic {@code RESULTS}. Next
 * hop: the control plane's projection of incidents, by the topic {@code INCIDENTS}.
 */
final class RuleEvaluator implements Processor<String, Result, String, Incident> {

  private final RuleBook book;
  private @Nullable AlertStates states;
  private @Nullable ReadOnlyKeyValueStore<String, AlertRule> rules;
  private @Nullable ReadOnlyKeyValueStore<String, String> stopped;

  RuleEvaluator(RuleBook book) {
    this.book = book;
  }

  @Override
  public void init(ProcessorContext<String, Incident> context) {
    states = new AlertStates(context);
    rules = context.getStateStore(AlertTopology.RULES);
    stopped = context.getStateStore(AlertTopology.STOPPED);
    book.forget(); // a test driver's stores, or another thread's, may be new
  }

  @Override
  public void process(Record<String, Result> record) {
    if (Objects.requireNonNull(stopped).get(record.key()) != null) {
      return; // a result that was under way when its test was deleted or paused
    }
    Result result = record.value();
    String testId = result.getProbe().getTestId();
    List<AlertRule> watching =
        book.of(Objects.requireNonNull(rules), result.getOrg(), testId, result.getTestLabelsMap());
    endOthers(record, watching);
    for (AlertRule rule : watching) {
      evaluate(record, rule);
    }
  }

  private void evaluate(Record<String, Result> record, AlertRule rule) {
    Result result = record.value();
    String testId = result.getProbe().getTestId();
    AlertStates known = Objects.requireNonNull(states);
    AlertState before = known.get(result.getOrg(), testId, rule.getId());
    if (before.getRuleVersion() != rule.getVersion()) {
      AlertMachine.end(
              before, result.getProbe().getScheduledAt(), ResolveReason.RESOLVE_REASON_RULE_CHANGED)
          .ifPresent(incident -> known.publish(record, incident));
      before = AlertState.getDefaultInstance();
    }
    Decision decision = AlertMachine.decide(rule, before, result);
    decision.incident().ifPresent(incident -> known.publish(record, incident));
    if (!decision.state().equals(before)) {
      known.put(result.getOrg(), testId, rule.getId(), decision.state());
    }
  }

  /** Ends the states of rules that no longer watch the test. */
  private void endOthers(Record<String, Result> record, List<AlertRule> watching) {
    Result result = record.value();
    String testId = result.getProbe().getTestId();
    AlertStates known = Objects.requireNonNull(states);
    Set<String> ids = new HashSet<>();
    watching.forEach(rule -> ids.add(rule.getId()));
    for (KeyValue<String, AlertState> state : known.of(result.getOrg(), testId)) {
      if (!ids.contains(state.key)) {
        AlertMachine.end(
                state.value,
                result.getProbe().getScheduledAt(),
                ResolveReason.RESOLVE_REASON_RULE_DELETED)
            .ifPresent(incident -> known.publish(record, incident));
        known.delete(result.getOrg(), testId, state.key);
      }
    }
  }
}
