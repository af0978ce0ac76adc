package dev.foureyes.control.incident;

import dev.foureyes.control.access.Answers;
import dev.foureyes.control.access.Caller;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.PageTokens;
import dev.foureyes.control.database.PageTokens.Place;
import dev.foureyes.control.incident.IncidentRepository.Filter;
import dev.foureyes.model.Scope;
import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.alerting.v1.GetIncidentRequest;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentServiceGrpc;
import dev.foureyes.proto.alerting.v1.IncidentState;
import dev.foureyes.proto.alerting.v1.ListIncidentsRequest;
import dev.foureyes.proto.alerting.v1.ListIncidentsResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Incidents of the caller's organisation. */
public final class IncidentApi extends IncidentServiceGrpc.IncidentServiceImplBase {

  private static final int DEFAULT_PAGE = 50;

  private final Database database;

  public IncidentApi(Database database) {
    this.database = database;
  }

  @Override
  public void listIncidents(
      ListIncidentsRequest request, StreamObserver<ListIncidentsResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          int size = PageTokens.pageSize(request.getPageSize(), DEFAULT_PAGE);
          Place before = PageTokens.decodePlace(request.getPageToken());
          new Violations()
              .check(
                  request.getState() != IncidentState.UNRECOGNIZED,
                  "state",
                  request.getStateValue(),
                  "INCIDENT_STATE_OPEN or INCIDENT_STATE_RESOLVED")
              .throwIfAny();
          Filter filter = new Filter(request.getState(), request.getTestId());
          return database.read(handle -> {
            List<Incident> incidents =
                IncidentRepository.page(handle, scope, filter, before, size + 1);
            ListIncidentsResponse.Builder response =
                ListIncidentsResponse.newBuilder()
                    .setTotalSize(IncidentRepository.count(handle, scope, filter));
            if (incidents.size() > size) {
              incidents = incidents.subList(0, size);
              Incident last = incidents.getLast();
              response.setNextPageToken(
                  PageTokens.encode(Place.of(last.getOpenedAt(), last.getId())));
            }
            return response.addAllIncidents(incidents).build();
          });
        });
  }

  @Override
  public void getIncident(GetIncidentRequest request, StreamObserver<Incident> observer) {
    Answers.answer(
        observer,
        () ->
            database
                .read(handle ->
                    IncidentRepository.find(
                        handle, Caller.current().scope(), request.getIncidentId()))
                .orElseThrow(() ->
                    Answers.notFound(
                        "incident_id",
                        request.getIncidentId(),
                        "an incident of this organisation")));
  }
}
