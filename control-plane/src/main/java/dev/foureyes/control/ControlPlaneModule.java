package dev.foureyes.control;

import dev.foureyes.control.ControlPlaneTaps.TopicIds;
import dev.foureyes.control.access.AccessGuard;
import dev.foureyes.control.access.ApiTokenApi;
import dev.foureyes.control.access.PasswordHasher;
import dev.foureyes.control.access.SessionApi;
import dev.foureyes.control.access.SetUp;
import dev.foureyes.control.assignment.AssignmentReconciler;
import dev.foureyes.control.assignment.PairKeys;
import dev.foureyes.control.assignment.PortRange;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.incident.IncidentApi;
import dev.foureyes.control.live.LiveApi;
import dev.foureyes.control.live.LiveFeed;
import dev.foureyes.control.node.EnrolmentRegistry;
import dev.foureyes.control.node.EnrolmentTokenApi;
import dev.foureyes.control.node.GatewayTrust;
import dev.foureyes.control.node.NodeApi;
import dev.foureyes.control.outbox.OutboxRelay;
import dev.foureyes.control.result.ResultProxy;
import dev.foureyes.control.rule.AlertRuleApi;
import dev.foureyes.control.system.SystemApi;
import dev.foureyes.control.system.SystemMonitor;
import dev.foureyes.control.test.TestApi;
import dev.foureyes.control.web.SecurityHeaders;
import dev.foureyes.control.web.UiServlet;
import dev.foureyes.model.Scope;
import dev.foureyes.model.health.HealthCheck;
import dev.foureyes.proto.events.v1.TrustBundle;
import dev.foureyes.rest.transcoder.Transcoder;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.TopicFollower;
import dev.foureyes.topics.Topics;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** Wires the control plane. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControlPlaneSettings.class)
@Import(ControlPlaneTaps.class)
public class ControlPlaneModule {

  private static final String API = "foureyes-api";

  /**
   * API handlers wait for SQLite, whose calls hold their thread: threads of their own, not virtual
   * ones.
   */
  private static final int API_THREADS = 16;

  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ORG);

  /** Declared configuration and projections. */
  @Bean(destroyMethod = "close")
  Database controlDatabase(ControlPlaneSettings settings) {
    return Database.open(settings.dataDirectory().resolve("control.db"));
  }

  @Bean(destroyMethod = "close")
  Admin controlAdmin(EventLog eventLog) {
    return eventLog.admin("foureyes-control-admin");
  }

  @Bean(destroyMethod = "close")
  Producer<String, byte[]> controlProducer(EventLog eventLog) {
    return eventLog.producer("foureyes-control", Duration.ofSeconds(10));
  }

  /** Argon2id with 19 MiB, two passes and one lane (OWASP ASVS 5.0, appendix C). */
  @Bean
  PasswordHasher passwordHasher() {
    Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);
    return new PasswordHasher(encoder::encode, encoder::matches);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  OutboxRelay outboxRelay(
      Database database, Producer<String, byte[]> controlProducer, TopicIds ids) {
    new Republisher(database).publishAnew(ids.byName(), SCOPE);
    return new OutboxRelay(database, controlProducer);
  }

  @Bean(destroyMethod = "close")
  AssignmentReconciler assignments(
      Database database,
      EventLog eventLog,
      Producer<String, byte[]> controlProducer,
      ControlPlaneSettings settings,
      InstantSource clock) {
    AssignmentReconciler reconciler =
        new AssignmentReconciler(
            database,
            eventLog,
            controlProducer,
            PairKeys.open(settings.dataDirectory().resolve("agent-secret")),
            PortRange.parse(settings.agentPorts()),
            clock);
    reconciler.start(Set.of(SCOPE));
    return reconciler;
  }

  @Bean
  GatewayTrust gatewayTrust() {
    return new GatewayTrust();
  }

  @Bean(destroyMethod = "close")
  TopicFollower<TrustBundle> trustFollower(EventLog eventLog, GatewayTrust trust) {
    return TopicFollower.start(eventLog, "foureyes-control-trust", Topics.TRUST, trust::accept);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  SystemMonitor systemMonitor(
      Admin controlAdmin,
      @Qualifier("storeChannel") Channel store,
      LiveFeed liveFeed,
      InstantSource clock,
      @Value("${foureyes.version:development}") String version) {
    return new SystemMonitor(controlAdmin, store, version, clock, liveFeed::publish);
  }

  /** For gateways; its server is set up where the processes are. */
  @Bean
  EnrolmentRegistry enrolmentRegistry(
      Database database,
      OutboxRelay outbox,
      AssignmentReconciler assignments,
      InstantSource clock) {
    return new EnrolmentRegistry(
        database,
        (scope, nodeId) -> {
          outbox.wake();
          assignments.nodeChanged(scope, nodeId);
        },
        clock);
  }

  @Bean
  TestApi testApi(
      Database database,
      OutboxRelay outbox,
      AssignmentReconciler assignments,
      InstantSource clock) {
    return new TestApi(
        database,
        (scope, testId) -> {
          outbox.wake();
          assignments.testChanged(scope, testId);
        },
        clock);
  }

  @Bean
  AlertRuleApi alertRuleApi(Database database, OutboxRelay outbox, InstantSource clock) {
    return new AlertRuleApi(database, outbox::wake, clock);
  }

  @Bean
  EnrolmentTokenApi enrolmentTokenApi(
      Database database, GatewayTrust trust, ControlPlaneSettings settings, InstantSource clock) {
    return new EnrolmentTokenApi(database, trust, settings.gatewayAddress(), clock);
  }

  /** The API as gRPC, within the process; the guard sits in front of every method. */
  @Bean(destroyMethod = "shutdownNow")
  Server apiServer(
      Database database,
      PasswordHasher passwords,
      TestApi testApi,
      AlertRuleApi alertRuleApi,
      EnrolmentTokenApi enrolmentTokenApi,
      OutboxRelay outbox,
      AssignmentReconciler assignments,
      LiveFeed liveFeed,
      SystemMonitor monitor,
      FirstRun firstRun,
      @Qualifier("storeChannel") Channel store,
      InstantSource clock)
      throws IOException {
    NodeApi nodeApi =
        new NodeApi(
            database,
            (scope, nodeId) -> {
              outbox.wake();
              assignments.nodeChanged(scope, nodeId);
            },
            clock);
    Server server =
        InProcessServerBuilder.forName(API)
            .executor(
                Executors.newFixedThreadPool(
                    API_THREADS, Thread.ofPlatform().daemon().name("api-", 0).factory()))
            .intercept(new AccessGuard(database, clock))
            .addService(new SessionApi(database, passwords, firstRun::removeSetupLink, clock))
            .addService(new ApiTokenApi(database, clock))
            .addService(testApi)
            .addService(nodeApi)
            .addService(enrolmentTokenApi)
            .addService(alertRuleApi)
            .addService(new IncidentApi(database))
            .addService(new LiveApi(liveFeed, monitor::status))
            .addService(new SystemApi(monitor))
            .addService(ResultProxy.over(store))
            .build();
    AccessGuard.checkComplete(server.getServices());
    return server.start();
  }

  @Bean(destroyMethod = "shutdownNow")
  ManagedChannel apiChannel() {
    return InProcessChannelBuilder.forName(API).directExecutor().build();
  }

  @Bean
  ServletRegistrationBean<Transcoder> restApi(
      Server apiServer, ManagedChannel apiChannel, ControlPlaneSettings settings) {
    ServletRegistrationBean<Transcoder> servlet =
        new ServletRegistrationBean<>(
            new Transcoder(apiChannel, apiServer.getServices(), settings.eventKeepAlive()),
            "/api/*");
    servlet.setName("api");
    return servlet;
  }

  @Bean
  ServletRegistrationBean<UiServlet> ui() {
    ServletRegistrationBean<UiServlet> servlet =
        new ServletRegistrationBean<>(
            new UiServlet(ControlPlaneModule.class.getClassLoader()), "/");
    servlet.setName("ui");
    return servlet;
  }

  @Bean
  FilterRegistrationBean<SecurityHeaders> securityHeaders() {
    return new FilterRegistrationBean<>(new SecurityHeaders());
  }

  @Bean(initMethod = "start")
  FirstRun firstRun(
      ControlPlaneSettings settings,
      Database database,
      TestApi testApi,
      AlertRuleApi alertRuleApi,
      EnrolmentTokenApi enrolmentTokenApi,
      GatewayTrust trust,
      InstantSource clock) {
    return new FirstRun(
        settings,
        database,
        testApi,
        alertRuleApi,
        enrolmentTokenApi,
        trust,
        new SetUp(database, clock));
  }

  @Bean
  HealthCheck controlPlaneHealth(Database database, LiveFeed liveFeed, MeterRegistry meters) {
    Gauge.builder("foureyes.live.watchers", liveFeed, LiveFeed::watchers)
        .description("Open streams of live events")
        .register(meters);
    Gauge.builder("foureyes.outbox.pending", database, ControlPlaneModule::pending)
        .description("Changes of configuration that the event log has not got yet")
        .register(meters);
    return new HealthCheck(
        "database", () -> pending(database) >= 0 ? "" : "the database does not answer");
  }

  private static double pending(Database database) {
    return database.read(
        handle -> handle.createQuery("SELECT count(*) FROM outbox").mapTo(Integer.class).one());
  }
}
