package dev.foureyes.e2e;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentState;
import dev.foureyes.proto.alerting.v1.ListIncidentsResponse;
import dev.foureyes.proto.control.v1.CompleteSetupRequest;
import dev.foureyes.proto.control.v1.CreateApiTokenRequest;
import dev.foureyes.proto.control.v1.CreateApiTokenResponse;
import dev.foureyes.proto.control.v1.CreateEnrolmentTokenRequest;
import dev.foureyes.proto.control.v1.CreateEnrolmentTokenResponse;
import dev.foureyes.proto.control.v1.CreateSessionRequest;
import dev.foureyes.proto.control.v1.ListNodesResponse;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.SystemStatus;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.proto.results.v1.ListResultsResponse;
import dev.foureyes.proto.results.v1.Result;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The REST API, for programs: messages of the contract as JSON, with a bearer token. */
public final class Api {

  public static final String ADMIN = "admin";
  public static final String PASSWORD = "correct horse battery staple";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI url;
  private final String token;

  private Api(URI url, String token) {
    this.url = url;
    this.token = token;
  }

  /** Creates the first administrator, and a token for this program. */
  static Api setUp(URI url, String setupToken) {
    HttpRequest setUp =
        Http.request(url.resolve("/api/v1/setup"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    json(
                        CompleteSetupRequest.newBuilder()
                            .setSetupToken(setupToken)
                            .setUserName(ADMIN)
                            .setPassword(PASSWORD)
                            .build())))
            .build();
    HttpResponse<String> session = Http.send(setUp, BodyHandlers.ofString());
    check(setUp, session);
    String cookie = session.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
    HttpRequest create =
        Http.request(url.resolve("/api/v1/api-tokens"))
            .header("Content-Type", "application/json")
            .header("Cookie", cookie)
            .POST(
                BodyPublishers.ofString(
                    json(
                        CreateApiTokenRequest.newBuilder()
                            .setName("end-to-end")
                            .setRole(Role.ROLE_ADMIN)
                            .build())))
            .build();
    HttpResponse<String> created = Http.send(create, BodyHandlers.ofString());
    check(create, created);
    return new Api(url, parse(created.body(), CreateApiTokenResponse.newBuilder()).getSecret());
  }

  public <B extends Message.Builder> B get(String path, B answer) {
    return call(request(path).GET().build(), answer);
  }

  public <B extends Message.Builder> B post(String path, Message body, B answer) {
    return call(request(path).POST(BodyPublishers.ofString(json(body))).build(), answer);
  }

  public <B extends Message.Builder> B patch(String path, Message body, B answer) {
    return call(request(path).method("PATCH", BodyPublishers.ofString(json(body))).build(), answer);
  }

  public <B extends Message.Builder> B delete(String path, B answer) {
    return call(request(path).DELETE().build(), answer);
  }

  /** Status code and body of whatever is answered. */
  public HttpResponse<String> raw(String method, String path, String body) {
    return Http.send(
        request(path).method(method, BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  /** Opens a stream of server-sent events. */
  public InputStream events(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "text/event-stream")
            .build();
    return Http.send(request, BodyHandlers.ofInputStream()).body();
  }

  private HttpRequest.Builder request(String path) {
    return Http.request(url.resolve(path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private static <B extends Message.Builder> B call(HttpRequest request, B answer) {
    HttpResponse<String> response = Http.send(request, BodyHandlers.ofString());
    check(request, response);
    return parse(response.body(), answer);
  }

  private static void check(HttpRequest request, HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          request.method()
              + " "
              + request.uri()
              + ": "
              + response.statusCode()
              + " "
              + response.body());
    }
  }

  private static String json(Message message) {
    try {
      return JsonFormat.printer().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static <B extends Message.Builder> B parse(String json, B into) {
    try {
      JsonFormat.parser().merge(json, into);
      return into;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("not the expected answer: " + json, e);
    }
  }

  /** A message of the contract, from an event's data. */
  public static <B extends Message.Builder> B event(String json, B into) {
    return parse(json, into);
  }

  // --- what several tests do -------------------------------------------------------------------

  /** Signs in as the administrator, with the password; the answer's status code. */
  public int signIn() {
    HttpRequest request =
        Http.request(url.resolve("/api/v1/session"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    json(
                        CreateSessionRequest.newBuilder()
                            .setUserName(ADMIN)
                            .setPassword(PASSWORD)
                            .build())))
            .build();
    return Http.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** An enrolment token for one node. */
  public String enrolmentToken(String nodeName, Map<String, String> labels) {
    return post(
            "/api/v1/enrolment-tokens",
            CreateEnrolmentTokenRequest.newBuilder()
                .setNodeName(nodeName)
                .putAllNodeLabels(labels)
                .build(),
            CreateEnrolmentTokenResponse.newBuilder())
        .getSecret();
  }

  public Test create(Test test) {
    return post("/api/v1/tests", test, Test.newBuilder()).build();
  }

  public AlertRule create(AlertRule rule) {
    return post("/api/v1/alert-rules", rule, AlertRule.newBuilder()).build();
  }

  /** A result from the store, with all that is known of it; waits until it is there. */
  public Result awaitResult(String testId, String resultId) {
    String path = "/api/v1/tests/" + testId + "/results/" + resultId;
    Await.until("result " + resultId, PATIENCE, () -> raw("GET", path, "").statusCode() == 200);
    return get(path, Result.newBuilder()).build();
  }

  /** An incident; waits until it is there, in the given state. */
  public Incident awaitIncident(String incidentId, IncidentState state) {
    String path = "/api/v1/incidents?page_size=500&state=" + state;
    AtomicReference<Optional<Incident>> found = new AtomicReference<>(Optional.empty());
    Await.until(
        "incident " + incidentId + " to be " + state,
        PATIENCE,
        () -> {
          found.set(
              get(path, ListIncidentsResponse.newBuilder()).getIncidentsList().stream()
                  .filter(incident -> incident.getId().equals(incidentId))
                  .findFirst());
          return found.get().isPresent();
        });
    return found.get().orElseThrow();
  }

  /** The newest results of a test, newest first. */
  public List<Result> results(String testId) {
    return get(
            "/api/v1/tests/" + testId + "/results?page_size=500", ListResultsResponse.newBuilder())
        .getResultsList();
  }

  /** The node of this name; absent when there is none. */
  public Optional<Node> node(String name) {
    return get("/api/v1/nodes?page_size=500", ListNodesResponse.newBuilder())
        .getNodesList()
        .stream()
        .filter(node -> node.getName().equals(name))
        .findFirst();
  }

  public SystemStatus system() {
    return get("/api/v1/system", SystemStatus.newBuilder()).build();
  }
}
