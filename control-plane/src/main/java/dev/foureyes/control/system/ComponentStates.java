package dev.foureyes.control.system;

import dev.foureyes.control.system.Observation.Job;
import dev.foureyes.control.system.Observation.Store;
import dev.foureyes.proto.control.v1.Component;
import dev.foureyes.proto.control.v1.ComponentState;
import java.util.List;
import java.util.Optional;

/**
 * What an observation means, in words that say what is wrong and what becomes of results meanwhile.
 * Pure.
 */
final class ComponentStates {

  static final String INGEST = "ingest";
  static final String ALERTING = "alerting";

  /** More records than these are more than a moment's work. */
  private static final long LATE = 10_000;

  private ComponentStates() {}

  /** Without the time since when; the monitor knows that. */
  static List<Component> judge(Observation seen) {
    return List.of(
        eventLog(seen.eventLogError()),
        job(
            seen,
            INGEST,
            "New results are not shown; they wait in the event log and will all be there once it runs again."),
        job(
            seen,
            ALERTING,
            "Incidents neither open nor resolve; what was missed is evaluated once it runs again."),
        store(seen));
  }

  private static Component eventLog(Optional<String> error) {
    return error
        .map(cause ->
            component(
                "event log",
                ComponentState.COMPONENT_STATE_DOWN,
                "The event log (Kafka) does not answer: "
                    + cause
                    + ". Nodes keep their results on disk and send them when it is back; nothing is lost meanwhile."))
        .orElseGet(() -> component("event log", ComponentState.COMPONENT_STATE_OK, ""));
  }

  private static Component job(Observation seen, String name, String meaning) {
    if (seen.eventLogError().isPresent()) {
      return component(
          name,
          ComponentState.COMPONENT_STATE_DEGRADED,
          "The " + name + " job waits for the event log.");
    }
    Job job = seen.jobs().get(name);
    if (job == null || !job.running()) {
      return component(
          name,
          ComponentState.COMPONENT_STATE_DOWN,
          "The " + name + " job does not run. " + meaning);
    }
    return late(name, "The " + name + " job", job.lagRecords());
  }

  private static Component store(Observation seen) {
    String name = "result store";
    if (seen.store().isEmpty()) {
      return component(
          name,
          ComponentState.COMPONENT_STATE_DOWN,
          "The process that owns the result store does not answer. History cannot be shown; new results wait in the event log.");
    }
    Store store = seen.store().get();
    if (!store.problem().isEmpty()) {
      return component(
          name,
          ComponentState.COMPONENT_STATE_DEGRADED,
          "Results are not stored: " + store.problem() + ". They wait in the event log.");
    }
    return late(name, "The result store", store.lagRecords());
  }

  private static Component late(String name, String subject, long lag) {
    Component component =
        lag > LATE
            ? component(
                name,
                ComponentState.COMPONENT_STATE_DEGRADED,
                subject + " is behind by " + lag + " records and catching up.")
            : component(name, ComponentState.COMPONENT_STATE_OK, "");
    return component.toBuilder().setLagRecords(lag).build();
  }

  private static Component component(String name, ComponentState state, String message) {
    return Component.newBuilder().setName(name).setState(state).setMessage(message).build();
  }
}
