package dev.foureyes.control;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.foureyes.control.access.Callers;
import dev.foureyes.control.access.PasswordHasher;
import dev.foureyes.control.access.SetUp;
import dev.foureyes.control.assignment.AssignmentReconciler;
import dev.foureyes.control.assignment.PairKeys;
import dev.foureyes.control.assignment.PortRange;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.control.live.LiveFeed;
import dev.foureyes.control.node.EnrolmentTokenApi;
import dev.foureyes.control.node.GatewayTrust;
import dev.foureyes.control.outbox.OutboxRelay;
import dev.foureyes.control.rule.AlertRuleApi;
import dev.foureyes.control.system.SystemMonitor;
import dev.foureyes.control.test.TestApi;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.testing.MutableTime;
import dev.foureyes.topics.EventLog;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may call what: every method of the server as the module builds it, by every kind of caller. A
 * method that is not in the table fails, and so does a row without its method.
 */
class AccessTruthTableTest {

  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ORG);

  /**
   * {@code +} gets through to the method, {@code -} is nobody (UNAUTHENTICATED), {@code x} is
   * somebody who may not (PERMISSION_DENIED).
   *
   * <p>First column by cookie: nobody at all, garbage, an expired session, an idle one, a viewer,
   * an editor, an administrator. Second by API token: expired, revoked, a viewer's, an editor's, an
   * administrator's.
   */
  private static final String TABLE =
      """
      alerting.v1.AlertRuleService/CreateAlertRule             ----x++ --x++
      alerting.v1.AlertRuleService/DeleteAlertRule             ----x++ --x++
      alerting.v1.AlertRuleService/GetAlertRule                ----+++ --+++
      alerting.v1.AlertRuleService/ListAlertRules              ----+++ --+++
      alerting.v1.AlertRuleService/UpdateAlertRule             ----x++ --x++
      alerting.v1.IncidentService/GetIncident                  ----+++ --+++
      alerting.v1.IncidentService/ListIncidents                ----+++ --+++
      control.v1.ApiTokenService/CreateApiToken                ----xx+ --xx+
      control.v1.ApiTokenService/ListApiTokens                 ----xx+ --xx+
      control.v1.ApiTokenService/RevokeApiToken                ----xx+ --xx+
      control.v1.EnrolmentTokenService/CreateEnrolmentToken    ----xx+ --xx+
      control.v1.EnrolmentTokenService/ListEnrolmentTokens     ----xx+ --xx+
      control.v1.EnrolmentTokenService/RevokeEnrolmentToken    ----xx+ --xx+
      control.v1.LiveService/WatchEvents                       ----+++ --+++
      control.v1.NodeService/DeleteNode                        ----xx+ --xx+
      control.v1.NodeService/GetNode                           ----+++ --+++
      control.v1.NodeService/ListNodes                         ----+++ --+++
      control.v1.NodeService/RevokeNode                        ----xx+ --xx+
      control.v1.NodeService/UpdateNode                        ----x++ --x++
      control.v1.SessionService/CompleteSetup                  +++++++ +++++
      control.v1.SessionService/CreateSession                  +++++++ +++++
      control.v1.SessionService/DeleteSession                  ----+++ --+++
      control.v1.SessionService/GetSession                     ----+++ --+++
      control.v1.SessionService/GetSetup                       +++++++ +++++
      control.v1.SystemService/GetSystemStatus                 ----+++ --+++
      control.v1.TestService/CreateTest                        ----x++ --x++
      control.v1.TestService/DeleteTest                        ----x++ --x++
      control.v1.TestService/GetTest                           ----+++ --+++
      control.v1.TestService/ListTests                         ----+++ --+++
      control.v1.TestService/RunTest                           ----x++ --x++
      control.v1.TestService/UpdateTest                        ----x++ --x++
      results.v1.ResultService/GetResult                       ----+++ --+++
      results.v1.ResultService/GetStoreStatus                  ----+++ --+++
      results.v1.ResultService/ListLatestResults               ----+++ --+++
      results.v1.ResultService/ListResults                     ----+++ --+++
      results.v1.ResultService/QueryMatrix                     ----+++ --+++
      results.v1.ResultService/QuerySeries                     ----+++ --+++
      results.v1.ResultService/RankResults                     ----+++ --+++
      results.v1.ResultService/SummarizeTests                  ----+++ --+++
      """;

  @TempDir static Path directory;
  private static final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private static Database database;
  private static Admin admin;
  private static AssignmentReconciler assignments;
  private static ManagedChannel store;
  private static Server server;
  private static ManagedChannel channel;

  @BeforeAll
  static void startAsTheModuleDoes() throws Exception {
    EventLog nowhere = EventLog.at("127.0.0.1:1");
    database = TestDatabase.in(directory);
    admin = nowhere.admin("test");
    MockProducer<String, byte[]> producer = new MockProducer<>();
    assignments =
        new AssignmentReconciler(
            database,
            nowhere,
            producer,
            PairKeys.open(directory.resolve("agent-secret")),
            new PortRange(20_000, 29_999),
            InstantSource.system());
    store = InProcessChannelBuilder.forName("no-store-has-this-name").build();
    LiveFeed feed = new LiveFeed(1);
    TestApi testApi = new TestApi(database, (_, _) -> {}, clock);
    AlertRuleApi ruleApi = new AlertRuleApi(database, () -> {}, clock);
    GatewayTrust trust = new GatewayTrust();
    EnrolmentTokenApi tokenApi = new EnrolmentTokenApi(database, trust, ":4443", clock);
    server =
        new ControlPlaneModule()
            .apiServer(
                database,
                new PasswordHasher(password -> password, String::equals),
                testApi,
                ruleApi,
                tokenApi,
                new OutboxRelay(database, producer),
                assignments,
                feed,
                new SystemMonitor(admin, store, "test", clock, feed::publish),
                new FirstRun(
                    Settings.of(Map.of()),
                    database,
                    testApi,
                    ruleApi,
                    tokenApi,
                    trust,
                    new SetUp(database, clock)),
                store,
                clock);
    channel = InProcessChannelBuilder.forName("foureyes-api").build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    store.shutdownNow();
    assignments.close();
    admin.close(Duration.ZERO);
    database.close();
  }

  @Test
  void everyMethodLetsInWhomTheTableSays() {
    Map<String, String> found = new TreeMap<>();
    for (ServerServiceDefinition service : server.getServices()) {
      service
          .getMethods()
          .forEach(method -> {
            MethodDescriptor<?, ?> called = method.getMethodDescriptor();
            found.put(
                called.getFullMethodName().replaceFirst("^foureyes\\.", ""), verdicts(called));
          });
    }

    assertThat(found).containsExactlyEntriesOf(table());
  }

  private static Map<String, String> table() {
    Map<String, String> rows = new LinkedHashMap<>();
    TABLE.lines().map(row -> row.split(" +", 2)).forEach(row -> rows.put(row[0], row[1]));
    return rows;
  }

  /** Fresh callers for each method, since some methods end sessions. */
  private static String verdicts(MethodDescriptor<?, ?> method) {
    Callers callers = new Callers(database, clock);
    List<Metadata> cookies =
        List.of(
            Callers.nobody(),
            Callers.garbageCookie(),
            callers.session(Role.ROLE_ADMIN, SCOPE, Duration.ofMinutes(1), Duration.ofSeconds(-1)),
            callers.session(Role.ROLE_ADMIN, SCOPE, Duration.ofHours(25), Duration.ofDays(1)),
            callers.session(Role.ROLE_VIEWER, SCOPE),
            callers.session(Role.ROLE_EDITOR, SCOPE),
            callers.session(Role.ROLE_ADMIN, SCOPE));
    List<Metadata> tokens =
        List.of(
            callers.token(Role.ROLE_ADMIN, SCOPE, Duration.ofSeconds(-1)),
            callers.revokedToken(Role.ROLE_ADMIN, SCOPE),
            callers.token(Role.ROLE_VIEWER, SCOPE),
            callers.token(Role.ROLE_EDITOR, SCOPE),
            callers.token(Role.ROLE_ADMIN, SCOPE));
    return verdicts(method, cookies) + " " + verdicts(method, tokens);
  }

  private static String verdicts(MethodDescriptor<?, ?> method, List<Metadata> callers) {
    return callers.stream().map(caller -> verdict(method, caller)).collect(joining());
  }

  /** The guard's refusals are told from a method's own by their words. */
  private static String verdict(MethodDescriptor<?, ?> method, Metadata caller) {
    try {
      call(method, caller);
      return "+";
    } catch (StatusRuntimeException e) {
      String description = String.valueOf(e.getStatus().getDescription());
      if (e.getStatus().getCode() == Status.Code.UNAUTHENTICATED
          && description.startsWith("sign in, or send an API token")) {
        return "-";
      }
      return e.getStatus().getCode() == Status.Code.PERMISSION_DENIED
              && description.startsWith("role: ")
          ? "x"
          : "+";
    }
  }

  /** Sends an empty request, and waits for the first answer. */
  @SuppressWarnings("unchecked") // all our messages are protobuf's
  private static void call(MethodDescriptor<?, ?> method, Metadata caller) {
    MethodDescriptor<Message, Message> ours = (MethodDescriptor<Message, Message>) method;
    Channel as =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(caller));
    Message empty =
        Objects.requireNonNull(
            ((PrototypeMarshaller<Message>) ours.getRequestMarshaller()).getMessagePrototype());
    if (method.getType() == MethodType.SERVER_STREAMING) {
      ClientCalls.blockingServerStreamingCall(as, ours, CallOptions.DEFAULT, empty).next();
    } else {
      ClientCalls.blockingUnaryCall(as, ours, CallOptions.DEFAULT, empty);
    }
  }
}
