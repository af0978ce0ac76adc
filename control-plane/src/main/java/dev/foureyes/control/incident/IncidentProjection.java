package dev.foureyes.control.incident;

import dev.foureyes.control.projection.Projection;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.Topics;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Incidents, from their events. */
public final class IncidentProjection implements Projection<Incident> {

  @Override
  public Topic<Incident> topic() {
    return Topics.INCIDENTS;
  }

  @Override
  public void apply(Handle handle, Scope scope, String id, Optional<Incident> incident) {
    if (incident.isPresent()) {
      IncidentRepository.put(handle, scope, incident.get());
    } else {
      IncidentRepository.delete(handle, scope, id);
    }
  }

  @Override
  public void clear(Handle handle) {
    handle.execute("DELETE FROM incidents");
  }
}
