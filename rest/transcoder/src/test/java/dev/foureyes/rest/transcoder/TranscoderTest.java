package dev.foureyes.rest.transcoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.control.v1.CreateSessionRequest;
import dev.foureyes.proto.control.v1.CreateTestRequest;
import dev.foureyes.proto.control.v1.DeleteTestRequest;
import dev.foureyes.proto.control.v1.DeleteTestResponse;
import dev.foureyes.proto.control.v1.GetTestRequest;
import dev.foureyes.proto.control.v1.LiveEvent;
import dev.foureyes.proto.control.v1.LiveReset;
import dev.foureyes.proto.control.v1.LiveServiceGrpc;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.NodeServiceGrpc;
import dev.foureyes.proto.control.v1.RevokeNodeRequest;
import dev.foureyes.proto.control.v1.Session;
import dev.foureyes.proto.control.v1.SessionServiceGrpc;
import dev.foureyes.proto.control.v1.TestServiceGrpc;
import dev.foureyes.proto.control.v1.UpdateTestRequest;
import dev.foureyes.proto.control.v1.WatchEventsRequest;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.QuerySeriesResponse;
import dev.foureyes.proto.results.v1.ResultServiceGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The transcoder in a real servlet container, in front of real gRPC services that answer what they
 * got.
 */
class TranscoderTest {

  private static final BlockingQueue<Object> requests = new LinkedBlockingQueue<>();
  private static final Context.Key<String> COOKIE = Context.key("cookie");
  private static final CountDownLatch watchCancelled = new CountDownLatch(1);

  @TempDir static Path temp;
  private static Server server;
  private static ManagedChannel channel;
  private static Tomcat tomcat;
  private static String base;
  private static final HttpClient client = HttpClient.newHttpClient();

  private static final class Tests extends TestServiceGrpc.TestServiceImplBase {
    @Override
    public void getTest(
        GetTestRequest request, StreamObserver<dev.foureyes.proto.control.v1.Test> observer) {
      switch (request.getTestId()) {
        case "missing" ->
            observer.onError(Status.NOT_FOUND.withDescription("test: missing").asException());
        case "broken" -> observer.onError(new IllegalStateException("secret"));
        default ->
            answer(
                observer,
                dev.foureyes.proto.control.v1.Test.newBuilder().setId(request.getTestId()).build());
      }
    }

    @Override
    public void createTest(
        CreateTestRequest request, StreamObserver<dev.foureyes.proto.control.v1.Test> observer) {
      if (request.getTest().getName().isEmpty()) {
        BadRequest details =
            BadRequest.newBuilder()
                .addFieldViolations(
                    BadRequest.FieldViolation.newBuilder()
                        .setField("test.name")
                        .setDescription("\"\" (expected: 1 to 100 characters)"))
                .build();
        observer.onError(
            StatusProto.toStatusException(
                com.google.rpc.Status.newBuilder()
                    .setCode(Code.INVALID_ARGUMENT_VALUE)
                    .setMessage("test.name: \"\" (expected: 1 to 100 characters)")
                    .addDetails(Any.pack(details))
                    .build()));
        return;
      }
      answer(observer, request.getTest());
    }

    @Override
    public void updateTest(
        UpdateTestRequest request, StreamObserver<dev.foureyes.proto.control.v1.Test> observer) {
      requests.add(request);
      answer(observer, request.getTest());
    }

    @Override
    public void deleteTest(DeleteTestRequest request, StreamObserver<DeleteTestResponse> observer) {
      answer(observer, DeleteTestResponse.getDefaultInstance());
    }
  }

  private static final class Nodes extends NodeServiceGrpc.NodeServiceImplBase {
    @Override
    public void revokeNode(RevokeNodeRequest request, StreamObserver<Node> observer) {
      answer(observer, Node.newBuilder().setId(request.getNodeId()).setRevoked(true).build());
    }
  }

  private static final class Results extends ResultServiceGrpc.ResultServiceImplBase {
    @Override
    public void querySeries(
        QuerySeriesRequest request, StreamObserver<QuerySeriesResponse> observer) {
      requests.add(request);
      answer(observer, QuerySeriesResponse.getDefaultInstance());
    }
  }

  private static final class Sessions extends SessionServiceGrpc.SessionServiceImplBase {
    @Override
    public void createSession(CreateSessionRequest request, StreamObserver<Session> observer) {
      answer(
          observer, Session.newBuilder().setUserName(request.getUserName() + COOKIE.get()).build());
    }
  }

  private static final class Live extends LiveServiceGrpc.LiveServiceImplBase {
    @Override
    public void watchEvents(WatchEventsRequest request, StreamObserver<LiveEvent> observer) {
      requests.add(request);
      if (request.getCursor().equals("refused")) {
        observer.onError(Status.PERMISSION_DENIED.asException());
        return;
      }
      ((ServerCallStreamObserver<LiveEvent>) observer)
          .setOnCancelHandler(watchCancelled::countDown);
      observer.onNext(
          LiveEvent.newBuilder().setCursor("7.1").setReset(LiveReset.getDefaultInstance()).build());
      if (request.getCursor().equals("fails")) {
        observer.onError(Status.UNAVAILABLE.withDescription("no log").asException());
      } else if (request.getCursor().equals("ends")) {
        observer.onCompleted();
      }
    }
  }

  private static <T> void answer(StreamObserver<T> observer, T answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  /** Passes the cookie on, and sets one. */
  private static final class Cookies implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      ServerCall<Q, A> setting =
          new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata responseHeaders) {
              responseHeaders.put(HttpMetadata.SET_COOKIE, "session=new; HttpOnly");
              super.sendHeaders(responseHeaders);
            }
          };
      Context context =
          Context.current().withValue(COOKIE, String.valueOf(headers.get(HttpMetadata.COOKIE)));
      return Contexts.interceptCall(context, setting, headers, next);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server =
        InProcessServerBuilder.forName("transcoder-test")
            .directExecutor()
            .intercept(new Cookies())
            .addService(new Tests())
            .addService(new Nodes())
            .addService(new Results())
            .addService(new Sessions())
            .addService(new Live())
            .build()
            .start();
    channel = InProcessChannelBuilder.forName("transcoder-test").directExecutor().build();
    tomcat = new Tomcat();
    tomcat.setBaseDir(temp.toString());
    tomcat.setPort(0);
    var context = tomcat.addContext("", temp.toString());
    Wrapper wrapper =
        Tomcat.addServlet(
            context, "api", new Transcoder(channel, server.getServices(), Duration.ofMillis(100)));
    wrapper.setAsyncSupported(true);
    context.addServletMapping("/api/*", "api");
    tomcat.getConnector();
    tomcat.start();
    base = "http://localhost:" + tomcat.getConnector().getLocalPort();
  }

  @AfterAll
  static void stop() throws Exception {
    tomcat.stop();
    channel.shutdownNow();
    server.shutdownNow();
  }

  @BeforeEach
  void forget() {
    requests.clear();
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Content-Type", "application/json");
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  @Test
  void pathValuesBecomeFieldsAndZeroValuesAreWritten() throws Exception {
    HttpResponse<String> response = send(to("/api/v1/tests/a%20b").GET());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(json(response).get("id").getAsString()).isEqualTo("a b");
    assertThat(json(response).get("interval_ms").getAsInt()).isZero();
    assertThat(json(response).has("created_at")).as("a message that is not set").isFalse();
  }

  @Test
  void theBodyIsTheFieldThatTheRuleNames() throws Exception {
    String body =
        "{\"id\":\"t\",\"name\":\"DNS\",\"probe\":{\"dns\":{\"name\":\"example.org\",\"record_type\":\"DNS_RECORD_TYPE_MX\"}}}";

    HttpResponse<String> response =
        send(
            to("/api/v1/tests/t?update_mask=name,probe")
                .method("PATCH", BodyPublishers.ofString(body)));

    assertThat(response.statusCode()).isEqualTo(200);
    UpdateTestRequest request = (UpdateTestRequest) requests.poll(5, TimeUnit.SECONDS);
    assertThat(request.getTest().getProbe().getDns().getRecordType())
        .isEqualTo(DnsRecordType.DNS_RECORD_TYPE_MX);
    assertThat(request.getUpdateMask().getPathsList()).containsExactly("name", "probe");
  }

  @Test
  void customVerbsAndEmptyBodies() throws Exception {
    assertThat(
            json(send(to("/api/v1/nodes/n1:revoke").POST(BodyPublishers.noBody())))
                .get("revoked")
                .getAsBoolean())
        .isTrue();
    assertThat(
            json(send(to("/api/v1/nodes/n1:revoke").POST(BodyPublishers.ofString("{}"))))
                .get("id")
                .getAsString())
        .isEqualTo("n1");
    assertThat(send(to("/api/v1/tests/t").DELETE()).body()).isEqualTo("{}");
  }

  @Test
  void queryParametersAreTyped() throws Exception {
    send(
        to("/api/v1/tests/t/series?measures=total_ms&measures=dns_ms&from=2026-01-31T12:00:00Z&bucketMs=60000")
            .GET());

    QuerySeriesRequest request = (QuerySeriesRequest) requests.poll(5, TimeUnit.SECONDS);
    assertThat(request.getMeasuresList()).containsExactly("total_ms", "dns_ms");
    assertThat(request.getFrom().getSeconds()).isEqualTo(1_769_860_800);
    assertThat(request.getBucketMs()).isEqualTo(60_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/tests/t/series?bucket_ms=x  | bucket_ms | \"x\" (expected: a whole number)",
        "/api/v1/tests/t/series?from=monday  | from      | \"monday\" (expected: a timestamp such as 2026-01-31T12:00:00Z)",
        "/api/v1/tests/t/series?nope=1       | nope      | is no query parameter of this method (expected: one of bucket_ms, from, measures, node_ids, to)",
        "/api/v1/tests/t/series?test_id=other | test_id  | is no query parameter of this method (expected: one of bucket_ms, from, measures, node_ids, to)",
        "/api/v1/tests/t/series?to=2026-01-31T12:00:00Z&to=2026-01-31T12:00:00Z | to | is there 2 times (expected: once)",
      })
  void wrongQueryParametersAreNamed(String path, String field, String description)
      throws Exception {
    HttpResponse<String> response = send(to(path).GET());

    assertThat(response.statusCode()).isEqualTo(400);
    JsonObject violation =
        json(response)
            .getAsJsonArray("details")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("field_violations")
            .get(0)
            .getAsJsonObject();
    assertThat(violation.get("field").getAsString()).isEqualTo(field);
    assertThat(violation.get("description").getAsString()).isEqualTo(description);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"nme\":1}                          | Cannot find field: nme",
        "{\"probe\":{\"dns\":{\"record_type\":\"MY\"}}} | Invalid enum value: \"MY\"",
        "{                                    | End of input",
        "[]                                   | Expect message object but got: []",
      })
  void wrongBodiesAreRefusedWithoutJavaNames(String body, String expected) throws Exception {
    HttpResponse<String> response = send(to("/api/v1/tests").POST(BodyPublishers.ofString(body)));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("message").getAsString())
        .startsWith("test: ")
        .contains(expected)
        .doesNotContain("Exception", "com.google.gson");
  }

  @Test
  void violationsOfTheServiceArriveWhole() throws Exception {
    HttpResponse<String> response = send(to("/api/v1/tests").POST(BodyPublishers.ofString("{}")));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains(
            "\"@type\":\"type.googleapis.com/google.rpc.BadRequest\"", "\"field\":\"test.name\"");
  }

  @Test
  void failuresHaveTheRightStatusAndTellNothing() throws Exception {
    assertThat(send(to("/api/v1/tests/missing").GET()).statusCode()).isEqualTo(404);
    HttpResponse<String> broken = send(to("/api/v1/tests/broken").GET());
    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).doesNotContain("secret");
    assertThat(send(to("/api/v1/nowhere").GET()).statusCode()).isEqualTo(404);
    HttpResponse<String> verb = send(to("/api/v1/tests/t").POST(BodyPublishers.noBody()));
    assertThat(verb.statusCode()).isEqualTo(405);
    assertThat(verb.headers().firstValue("Allow")).contains("DELETE, GET, PATCH");
  }

  @Test
  void bodiesMustBeJsonAndNotTooLarge() throws Exception {
    HttpResponse<String> form =
        send(
            to("/api/v1/tests")
                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("a=b")));
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(json(form).get("message").getAsString())
        .isEqualTo("Content-Type: application/x-www-form-urlencoded (expected: application/json)");
    assertThat(
            send(to("/api/v1/tests").POST(BodyPublishers.ofString(" ".repeat((1 << 20) + 1))))
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void cookiesGoBothWays() throws Exception {
    HttpResponse<String> response =
        send(
            to("/api/v1/session")
                .header("Cookie", "a=b")
                .POST(BodyPublishers.ofString("{\"user_name\":\"u\"}")));

    assertThat(json(response).get("user_name").getAsString()).isEqualTo("ua=b");
    assertThat(response.headers().firstValue("Set-Cookie")).contains("session=new; HttpOnly");
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site,cross-site,403",
    "Sec-Fetch-Site,same-site,403",
    "Sec-Fetch-Site,same-origin,200",
    "Origin,https://evil.example,403",
    "Origin,null,403",
    "Origin,BASE,200"
  })
  void otherSitesCannotUseASession(String header, String value, int status) throws Exception {
    HttpRequest.Builder request =
        to("/api/v1/session")
            .header("Cookie", "a=b")
            .header(header, value.equals("BASE") ? base : value)
            .POST(BodyPublishers.ofString("{}"));

    assertThat(send(request).statusCode()).isEqualTo(status);
  }

  @Test
  void streamsAreEventsWithIdsAndKeepAlives() throws Exception {
    HttpResponse<InputStream> response =
        client.send(
            to("/api/v1/events:watch?kinds=LIVE_EVENT_KIND_RESULT")
                .header("Last-Event-ID", "5.1")
                .GET()
                .build(),
            BodyHandlers.ofInputStream());

    assertThat(response.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    try (InputStream body = response.body()) {
      String start = new String(body.readNBytes(70), StandardCharsets.UTF_8);
      assertThat(start)
          .startsWith("id: 7.1\ndata: {\"cursor\":\"7.1\",\"reset\":{}}\n\n: keep-alive\n\n");
    }
    assertThat(((WatchEventsRequest) requests.poll(5, TimeUnit.SECONDS)).getCursor())
        .isEqualTo("5.1");
    assertThat(watchCancelled.await(10, TimeUnit.SECONDS))
        .as("the service learns that the client is gone")
        .isTrue();
  }

  @Test
  void streamsThatFailSaySo() throws Exception {
    assertThat(send(to("/api/v1/events:watch?cursor=refused").GET()).statusCode()).isEqualTo(403);
    assertThat(send(to("/api/v1/events:watch?cursor=fails").GET()).body())
        .contains("event: error\ndata: {\"code\":14,\"message\":\"no log\",\"details\":[]}\n\n");
    assertThat(send(to("/api/v1/events:watch?cursor=ends").GET()).body())
        .endsWith("event: end\ndata: {}\n\n");
  }
}
