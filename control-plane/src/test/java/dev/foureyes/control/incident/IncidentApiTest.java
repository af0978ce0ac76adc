package dev.foureyes.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.Refusal;
import dev.foureyes.control.access.GuardedApi;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.control.projection.Projector;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.alerting.v1.GetIncidentRequest;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentServiceGrpc;
import dev.foureyes.proto.alerting.v1.IncidentServiceGrpc.IncidentServiceBlockingStub;
import dev.foureyes.proto.alerting.v1.IncidentState;
import dev.foureyes.proto.alerting.v1.ListIncidentsRequest;
import dev.foureyes.proto.alerting.v1.ListIncidentsResponse;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.testing.MutableTime;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Incidents from their topic's records to what users see. */
class IncidentApiTest {

  private static final Scope ACME = new Scope("acme");
  private static final IncidentState OPEN = IncidentState.INCIDENT_STATE_OPEN;
  private static final IncidentState RESOLVED = IncidentState.INCIDENT_STATE_RESOLVED;

  @TempDir Path directory;
  private Database database;
  private GuardedApi api;
  private Projector<Incident> projector;
  private IncidentServiceBlockingStub incidents;
  private int offset;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    projector = new Projector<>(database, new IncidentProjection(), "log");
    api = new GuardedApi(database, new MutableTime(Instant.EPOCH), new IncidentApi(database));
    incidents = IncidentServiceGrpc.newBlockingStub(api.as(Role.ROLE_VIEWER, ACME));
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private static Incident incident(String id, int openedAt, IncidentState state, int version) {
    return Incident.newBuilder()
        .setId(id)
        .setOrg("acme")
        .setTestId("test-" + id.charAt(0))
        .setOpenedAt(Timestamps.fromSeconds(openedAt))
        .setState(state)
        .setVersion(version)
        .build();
  }

  private void tell(Incident incident) {
    tell(incident.getId(), incident);
  }

  private void tell(String id, @Nullable Incident incident) {
    projector.apply(
        List.of(
            new ConsumerRecord<>(
                Topics.INCIDENTS.name(),
                0,
                offset++,
                EventKey.of("acme", id).toString(),
                incident == null ? null : incident.toByteArray())));
  }

  private ListIncidentsResponse list(ListIncidentsRequest.Builder request) {
    return incidents.listIncidents(request.build());
  }

  private static ListIncidentsRequest.Builder request() {
    return ListIncidentsRequest.newBuilder();
  }

  private static List<String> ids(ListIncidentsResponse response) {
    return response.getIncidentsList().stream().map(Incident::getId).toList();
  }

  @Test
  void anIncidentIsShownAsItWasToldLast() {
    tell(incident("a1", 100, OPEN, 1));
    Incident resolved = incident("a1", 100, RESOLVED, 2).toBuilder().setSummary("over").build();
    tell(resolved);

    assertThat(incidents.getIncident(GetIncidentRequest.newBuilder().setIncidentId("a1").build()))
        .isEqualTo(resolved);
    assertThat(list(request()).getIncidentsList()).containsExactly(resolved);
  }

  @Test
  void anOlderVersionNeverReplacesANewerOne() {
    tell(incident("a1", 100, RESOLVED, 5));

    tell(incident("a1", 100, OPEN, 4));

    assertThat(list(request()).getIncidents(0)).isEqualTo(incident("a1", 100, RESOLVED, 5));
    assertThat(list(request().setState(OPEN)).getTotalSize()).isZero();
  }

  @Test
  void theSameVersionToldAgainIsTheLastWord() {
    tell(incident("a1", 100, OPEN, 4));

    tell(incident("a1", 100, RESOLVED, 4));

    assertThat(ids(list(request().setState(RESOLVED)))).containsExactly("a1");
  }

  @Test
  void aTombstoneTakesAnIncidentOffTheList() {
    tell(incident("a1", 100, OPEN, 1));

    tell("a1", null);
    tell("never-seen", null);

    assertThat(list(request()).getTotalSize()).isZero();
    Refusal refusal =
        Refusal.of(() ->
            incidents.getIncident(GetIncidentRequest.newBuilder().setIncidentId("a1").build()));
    assertThat(refusal.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal.message())
        .isEqualTo("incident_id: \"a1\" (expected: an incident of this organisation)");
  }

  @Test
  void theNewestComeFirstAndThoseOfOneMomentByTheirIds() {
    tell(incident("a1", 100, OPEN, 1));
    tell(incident("b2", 300, OPEN, 1));
    tell(incident("b1", 300, OPEN, 1));
    tell(incident("a2", 200, OPEN, 1));

    assertThat(ids(list(request()))).containsExactly("b2", "b1", "a2", "a1");
  }

  @Test
  void incidentsAreFoundByStateAndTest() {
    tell(incident("a1", 100, OPEN, 1));
    tell(incident("a2", 200, RESOLVED, 2));
    tell(incident("b1", 300, OPEN, 1));

    assertThat(ids(list(request().setState(OPEN)))).containsExactly("b1", "a1");
    assertThat(ids(list(request().setTestId("test-a")))).containsExactly("a2", "a1");
    assertThat(ids(list(request().setTestId("test-a").setState(OPEN)))).containsExactly("a1");
    assertThat(list(request().setTestId("test-a").setPageSize(1)).getTotalSize())
        .as("of all pages")
        .isEqualTo(2);
    assertThat(ids(list(request().setTestId("test-z")))).isEmpty();
  }

  @Test
  void aStateThatThisVersionDoesNotKnowIsRefused() {
    assertThat(Refusal.of(() -> list(request().setStateValue(9))).violations())
        .containsExactly("state: 9 (expected: INCIDENT_STATE_OPEN or INCIDENT_STATE_RESOLVED)");
  }

  @Test
  void pagesHaveNeitherGapsNorRepeatsWhileIncidentsComeAndGo() {
    for (int i = 0; i < 9; i++) {
      tell(incident("a" + i, 100 + i / 2, OPEN, 1)); // pairs of one moment
    }
    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      ListIncidentsResponse page = list(request().setPageSize(2).setPageToken(next));
      seen.addAll(ids(page));
      next = page.getNextPageToken();
      tell(
          page.getIncidents(page.getIncidentsCount() - 1).getId(),
          null); // the last one of the page goes
      tell(incident("new-" + seen.size(), 900, OPEN, 1));
    } while (!next.isEmpty());

    assertThat(seen).containsExactly("a8", "a7", "a6", "a5", "a4", "a3", "a2", "a1", "a0");
  }

  @Test
  void withoutASizeAPageHasFifty() {
    for (int i = 0; i < 51; i++) {
      tell(incident("a" + i, i, OPEN, 1));
    }
    assertThat(list(request()).getIncidentsCount()).isEqualTo(50);
  }

  @Test
  void theProjectionCanBeMadeAnew() {
    tell(incident("a1", 100, OPEN, 1));

    assertThat(new Projector<>(database, new IncidentProjection(), "another log").places())
        .isEmpty();

    assertThat(list(request()).getTotalSize()).isZero();
  }
}
