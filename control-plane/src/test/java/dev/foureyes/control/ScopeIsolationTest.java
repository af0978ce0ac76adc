package dev.foureyes.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.foureyes.control.access.ApiTokenApi;
import dev.foureyes.control.access.GuardedApi;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.control.incident.IncidentApi;
import dev.foureyes.control.incident.IncidentProjection;
import dev.foureyes.control.node.EnrolmentTokenApi;
import dev.foureyes.control.node.GatewayTrust;
import dev.foureyes.control.node.NodeApi;
import dev.foureyes.control.node.RegistryFixture;
import dev.foureyes.control.projection.Projector;
import dev.foureyes.control.rule.AlertRuleApi;
import dev.foureyes.control.test.TestApi;
import dev.foureyes.control.test.TestFixture;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.AlertRuleServiceGrpc;
import dev.foureyes.proto.alerting.v1.AlertRuleServiceGrpc.AlertRuleServiceBlockingStub;
import dev.foureyes.proto.alerting.v1.Comparison;
import dev.foureyes.proto.alerting.v1.Condition;
import dev.foureyes.proto.alerting.v1.DeleteAlertRuleRequest;
import dev.foureyes.proto.alerting.v1.GetAlertRuleRequest;
import dev.foureyes.proto.alerting.v1.GetIncidentRequest;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentServiceGrpc;
import dev.foureyes.proto.alerting.v1.IncidentServiceGrpc.IncidentServiceBlockingStub;
import dev.foureyes.proto.alerting.v1.ListAlertRulesRequest;
import dev.foureyes.proto.alerting.v1.ListIncidentsRequest;
import dev.foureyes.proto.alerting.v1.Severity;
import dev.foureyes.proto.alerting.v1.UpdateAlertRuleRequest;
import dev.foureyes.proto.control.v1.ApiTokenServiceGrpc;
import dev.foureyes.proto.control.v1.ApiTokenServiceGrpc.ApiTokenServiceBlockingStub;
import dev.foureyes.proto.control.v1.CreateEnrolmentTokenResponse;
import dev.foureyes.proto.control.v1.DeleteNodeRequest;
import dev.foureyes.proto.control.v1.DeleteTestRequest;
import dev.foureyes.proto.control.v1.EnrolmentTokenServiceGrpc;
import dev.foureyes.proto.control.v1.EnrolmentTokenServiceGrpc.EnrolmentTokenServiceBlockingStub;
import dev.foureyes.proto.control.v1.GetNodeRequest;
import dev.foureyes.proto.control.v1.GetTestRequest;
import dev.foureyes.proto.control.v1.ListApiTokensRequest;
import dev.foureyes.proto.control.v1.ListEnrolmentTokensRequest;
import dev.foureyes.proto.control.v1.ListNodesRequest;
import dev.foureyes.proto.control.v1.ListTestsRequest;
import dev.foureyes.proto.control.v1.NodeServiceGrpc;
import dev.foureyes.proto.control.v1.NodeServiceGrpc.NodeServiceBlockingStub;
import dev.foureyes.proto.control.v1.RevokeApiTokenRequest;
import dev.foureyes.proto.control.v1.RevokeEnrolmentTokenRequest;
import dev.foureyes.proto.control.v1.RevokeNodeRequest;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.TestServiceGrpc;
import dev.foureyes.proto.control.v1.TestServiceGrpc.TestServiceBlockingStub;
import dev.foureyes.proto.control.v1.UpdateNodeRequest;
import dev.foureyes.proto.control.v1.UpdateTestRequest;
import dev.foureyes.proto.events.v1.TrustBundle;
import dev.foureyes.testing.MutableTime;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.TopicFollower;
import dev.foureyes.topics.Topics;
import io.grpc.Channel;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two organisations that call everything by the same names: neither sees nor touches what is the
 * other's.
 */
class ScopeIsolationTest {

  private static final Scope OURS = new Scope("ours");
  private static final Scope THEIRS = new Scope("theirs");

  /** All that an organisation can list. */
  private record View(
      TestServiceBlockingStub tests,
      NodeServiceBlockingStub nodes,
      AlertRuleServiceBlockingStub rules,
      IncidentServiceBlockingStub incidents,
      EnrolmentTokenServiceBlockingStub enrolment,
      ApiTokenServiceBlockingStub apiTokens) {

    static View of(Channel caller) {
      return new View(
          TestServiceGrpc.newBlockingStub(caller),
          NodeServiceGrpc.newBlockingStub(caller),
          AlertRuleServiceGrpc.newBlockingStub(caller),
          IncidentServiceGrpc.newBlockingStub(caller),
          EnrolmentTokenServiceGrpc.newBlockingStub(caller),
          ApiTokenServiceGrpc.newBlockingStub(caller));
    }

    List<Message> everything() {
      return List.of(
          tests.listTests(ListTestsRequest.getDefaultInstance()),
          nodes.listNodes(ListNodesRequest.getDefaultInstance()),
          rules.listAlertRules(ListAlertRulesRequest.getDefaultInstance()),
          incidents.listIncidents(ListIncidentsRequest.getDefaultInstance()),
          enrolment.listEnrolmentTokens(ListEnrolmentTokensRequest.getDefaultInstance()),
          apiTokens.listApiTokens(ListApiTokensRequest.getDefaultInstance()));
    }
  }

  /** Every method that names one thing by its id. */
  private static final Map<String, BiFunction<View, String, Message>> BY_ID =
      Map.ofEntries(
          Map.entry(
              "GetTest",
              (as, id) -> as.tests.getTest(GetTestRequest.newBuilder().setTestId(id).build())),
          Map.entry(
              "UpdateTest",
              (as, id) ->
                  as.tests.updateTest(
                      UpdateTestRequest.newBuilder()
                          .setTestId(id)
                          .setTest(TestFixture.http("mine"))
                          .build())),
          Map.entry(
              "DeleteTest",
              (as, id) ->
                  as.tests.deleteTest(DeleteTestRequest.newBuilder().setTestId(id).build())),
          Map.entry(
              "GetNode",
              (as, id) -> as.nodes.getNode(GetNodeRequest.newBuilder().setNodeId(id).build())),
          Map.entry(
              "UpdateNode",
              (as, id) ->
                  as.nodes.updateNode(
                      UpdateNodeRequest.newBuilder()
                          .setNodeId(id)
                          .setNode(RegistryFixture.node("mine", Map.of()))
                          .build())),
          Map.entry(
              "RevokeNode",
              (as, id) ->
                  as.nodes.revokeNode(RevokeNodeRequest.newBuilder().setNodeId(id).build())),
          Map.entry(
              "DeleteNode",
              (as, id) ->
                  as.nodes.deleteNode(DeleteNodeRequest.newBuilder().setNodeId(id).build())),
          Map.entry(
              "GetAlertRule",
              (as, id) ->
                  as.rules.getAlertRule(GetAlertRuleRequest.newBuilder().setRuleId(id).build())),
          Map.entry(
              "UpdateAlertRule",
              (as, id) ->
                  as.rules.updateAlertRule(
                      UpdateAlertRuleRequest.newBuilder()
                          .setRuleId(id)
                          .setRule(rule("mine"))
                          .build())),
          Map.entry(
              "DeleteAlertRule",
              (as, id) ->
                  as.rules.deleteAlertRule(
                      DeleteAlertRuleRequest.newBuilder().setRuleId(id).build())),
          Map.entry(
              "GetIncident",
              (as, id) ->
                  as.incidents.getIncident(
                      GetIncidentRequest.newBuilder().setIncidentId(id).build())),
          Map.entry(
              "RevokeEnrolmentToken",
              (as, id) ->
                  as.enrolment.revokeEnrolmentToken(
                      RevokeEnrolmentTokenRequest.newBuilder().setTokenId(id).build())),
          Map.entry(
              "RevokeApiToken",
              (as, id) ->
                  as.apiTokens.revokeApiToken(
                      RevokeApiTokenRequest.newBuilder().setTokenId(id).build())));

  @TempDir Path directory;
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private final GatewayTrust trust = new GatewayTrust();
  private Database database;
  private GuardedApi api;
  private AlertRuleApi ruleApi;
  private EnrolmentTokenApi enrolmentApi;
  private View we;
  private View they;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    ruleApi = new AlertRuleApi(database, () -> {}, clock);
    enrolmentApi = new EnrolmentTokenApi(database, trust, ":4443", clock);
    api =
        new GuardedApi(
            database,
            clock,
            new TestApi(database, (_, _) -> {}, clock),
            new NodeApi(database, (_, _) -> {}, clock),
            ruleApi,
            new IncidentApi(database),
            enrolmentApi,
            new ApiTokenApi(database, clock));
    trust.accept(
        new TopicFollower.Entry<>(
            EventKey.of("instance", "gateway"),
            Optional.of(TrustBundle.newBuilder().setPinSha256("00").build()),
            0,
            0));
    we = View.of(api.as(Role.ROLE_ADMIN, OURS));
    they = View.of(api.as(Role.ROLE_ADMIN, THEIRS));
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private static AlertRule rule(String id) {
    return AlertRule.newBuilder()
        .setId(id)
        .setName(id)
        .setSeverity(Severity.SEVERITY_MAJOR)
        .setCondition(
            Condition.newBuilder()
                .setMeasure("up")
                .setComparison(Comparison.COMPARISON_LESS)
                .setThreshold(1))
        .build();
  }

  /** One of everything, called x. */
  private CreateEnrolmentTokenResponse fill(Scope scope) {
    TestFixture.put(database, scope, List.of(TestFixture.http("x").build()));
    RegistryFixture.putNodes(database, scope, "x");
    ruleApi.create(scope, rule("x"));
    Incident incident = Incident.newBuilder().setId("x").setOrg(scope.org()).setVersion(1).build();
    new Projector<>(database, new IncidentProjection(), "log")
        .apply(
            List.of(
                new ConsumerRecord<>(
                    Topics.INCIDENTS.name(),
                    0,
                    incidentOffset++,
                    EventKey.of(scope.org(), "x").toString(),
                    incident.toByteArray())));
    return enrolmentApi.create(scope, "x", Map.of(), Duration.ofHours(1));
  }

  private int incidentOffset;

  @Test
  void listsHoldTheOwnThingsOnly() {
    List<Message> before = we.everything();

    fill(THEIRS);

    assertThat(we.everything()).isEqualTo(before);
    fill(OURS);
    assertThat(we.everything())
        .hasSameSizeAs(before)
        .doesNotContainAnyElementsOf(before.subList(0, 5));
  }

  @Test
  void whatIsTheirsIsNotFoundAsIfItWereNotThereAndStaysAsItIs() {
    String theirToken = fill(THEIRS).getToken().getId();
    String theirApiToken =
        they.apiTokens
            .listApiTokens(ListApiTokensRequest.getDefaultInstance())
            .getTokens(0)
            .getId();
    List<Message> before = they.everything();

    BY_ID.forEach((method, call) -> {
      String id =
          switch (method) {
            case "RevokeEnrolmentToken" -> theirToken;
            case "RevokeApiToken" -> theirApiToken;
            default -> "x";
          };
      Refusal theirs = Refusal.of(() -> call.apply(we, id));
      Refusal unknown = Refusal.of(() -> call.apply(we, "never-seen"));
      assertThat(theirs.code()).as(method).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(theirs.message().replace(quoted(id), ""))
          .as(method)
          .isEqualTo(unknown.message().replace(quoted("never-seen"), ""));
    });

    assertThat(they.everything()).isEqualTo(before);
  }

  private static String quoted(String id) {
    return '"' + id + '"';
  }

  @Test
  void changingTheOwnThingLeavesTheirsAlone() {
    fill(THEIRS);
    fill(OURS);
    List<Message> before = they.everything();

    for (String method :
        List.of(
            "UpdateTest",
            "UpdateNode",
            "UpdateAlertRule",
            "RevokeNode",
            "DeleteTest",
            "DeleteNode",
            "DeleteAlertRule")) {
      var _ = Objects.requireNonNull(BY_ID.get(method)).apply(we, "x");
    }

    assertThat(they.everything()).isEqualTo(before);
    assertThat(we.tests.listTests(ListTestsRequest.getDefaultInstance()).getTotalSize()).isZero();
  }
}
