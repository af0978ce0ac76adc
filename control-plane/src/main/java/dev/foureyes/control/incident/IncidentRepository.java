package dev.foureyes.control.incident;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.database.PageTokens.Place;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Incidents in the database. */
final class IncidentRepository {

  /** Which incidents to list; unspecified state and empty test for all. */
  record Filter(IncidentState state, String testId) {
    private String condition() {
      return (state == IncidentState.INCIDENT_STATE_UNSPECIFIED ? "" : " AND state = :state")
          + (testId.isEmpty() ? "" : " AND test_id = :test");
    }

    private Query bind(Query query) {
      if (state != IncidentState.INCIDENT_STATE_UNSPECIFIED) {
        query.bind("state", state.getNumber());
      }
      return testId.isEmpty() ? query : query.bind("test", testId);
    }
  }

  private IncidentRepository() {}

  static Optional<Incident> find(Handle handle, Scope scope, String id) {
    return handle
        .createQuery("SELECT body FROM incidents WHERE org = :org AND id = :id")
        .bind("org", scope.org())
        .bind("id", id)
        .map((row, _) -> parse(row))
        .findOne();
  }

  /** Newest first, from behind a place. */
  static List<Incident> page(Handle handle, Scope scope, Filter filter, Place before, int limit) {
    Query query =
        handle
            .createQuery(
                "SELECT body FROM incidents WHERE org = :org AND (opened_at, id) < (:millis, :id)"
                    + filter.condition()
                    + " ORDER BY opened_at DESC, id DESC LIMIT :limit")
            .bind("org", scope.org())
            .bind("millis", before.millis())
            .bind("id", before.id())
            .bind("limit", limit);
    return filter.bind(query).map((row, _) -> parse(row)).list();
  }

  static int count(Handle handle, Scope scope, Filter filter) {
    Query query =
        handle
            .createQuery("SELECT count(*) FROM incidents WHERE org = :org" + filter.condition())
            .bind("org", scope.org());
    return filter.bind(query).mapTo(Integer.class).one();
  }

  /** Puts an incident unless a later version of it is there. */
  static void put(Handle handle, Scope scope, Incident incident) {
    handle
        .createUpdate(
            """
            INSERT INTO incidents (org, id, state, test_id, opened_at, version, body)
            VALUES (:org, :id, :state, :test, :opened, :version, :body)
            ON CONFLICT (org, id) DO UPDATE SET state = excluded.state, version = excluded.version, body = excluded.body
            WHERE excluded.version >= version
            """)
        .bind("org", scope.org())
        .bind("id", incident.getId())
        .bind("state", incident.getStateValue())
        .bind("test", incident.getTestId())
        .bind("opened", Timestamps.toMillis(incident.getOpenedAt()))
        .bind("version", incident.getVersion())
        .bind("body", incident.toByteArray())
        .execute();
  }

  static void delete(Handle handle, Scope scope, String id) {
    handle
        .createUpdate("DELETE FROM incidents WHERE org = :org AND id = :id")
        .bind("org", scope.org())
        .bind("id", id)
        .execute();
  }

  private static Incident parse(ResultSet row) throws SQLException {
    try {
      return Incident.parseFrom(row.getBytes(1));
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("an incident cannot be read", e);
    }
  }
}
