package dev.foureyes.control;

import dev.foureyes.control.access.SetUp;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.node.EnrolmentTokenApi;
import dev.foureyes.control.node.GatewayTrust;
import dev.foureyes.control.node.NodeRepository;
import dev.foureyes.control.rule.AlertRuleApi;
import dev.foureyes.control.test.TestApi;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.Comparison;
import dev.foureyes.proto.alerting.v1.Condition;
import dev.foureyes.proto.alerting.v1.Severity;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.control.v1.Test;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a new installation begins with: a few tests that work anywhere, one rule, a link to set it
 * up, and a token for its own node.
 */
final class FirstRun {

  private static final Logger log = LoggerFactory.getLogger(FirstRun.class);
  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ORG);
  private static final Duration NODE_TOKEN_LIFETIME = Duration.ofHours(24);

  private final ControlPlaneSettings settings;
  private final Database database;
  private final TestApi tests;
  private final AlertRuleApi rules;
  private final EnrolmentTokenApi tokens;
  private final GatewayTrust trust;
  private final SetUp setUp;

  FirstRun(
      ControlPlaneSettings settings,
      Database database,
      TestApi tests,
      AlertRuleApi rules,
      EnrolmentTokenApi tokens,
      GatewayTrust trust,
      SetUp setUp) {
    this.settings = settings;
    this.database = database;
    this.tests = tests;
    this.rules = rules;
    this.tokens = tokens;
    this.trust = trust;
    this.setUp = setUp;
  }

  void start() {
    if (settings.firstTests() && isNew()) {
      addTests();
    }
    writeSetupLink();
    Path tokenFile = settings.nodeTokenFile();
    if (tokenFile != null) {
      trust.whenKnown(() -> writeNodeToken(tokenFile));
    }
  }

  /** True once in the life of an installation. */
  private boolean isNew() {
    return database.write(handle ->
        handle
            .createUpdate(
                "INSERT OR IGNORE INTO installation (name, value) VALUES ('first-tests', 'added')")
            .execute())
        == 1;
  }

  private void addTests() {
    URI ui = URI.create(Objects.requireNonNullElse(settings.firstTestsUrl(), settings.publicUrl()));
    String gatewayPort =
        settings.gatewayAddress().substring(settings.gatewayAddress().lastIndexOf(':'));
    String gateway =
        Objects.requireNonNullElse(settings.firstTestsGateway(), ui.getHost() + gatewayPort);
    int colon = gateway.lastIndexOf(':');
    add(
        "foureyes-ui",
        "FourEyes interface",
        ProbeConfig.newBuilder()
            .setHttp(HttpProbe.newBuilder().setUrl(ui.resolve("/").toString()).setMaxRedirects(3)));
    add(
        "foureyes-gateway",
        "FourEyes gateway",
        ProbeConfig.newBuilder()
            .setTcp(
                TcpProbe.newBuilder()
                    .setHost(gateway.substring(0, colon))
                    .setPort(Integer.parseInt(gateway.substring(colon + 1)))));
    add(
        "system-resolver",
        "System's DNS resolver",
        ProbeConfig.newBuilder()
            .setDns(
                DnsProbe.newBuilder()
                    .setName("localhost")
                    .setRecordType(DnsRecordType.DNS_RECORD_TYPE_A)
                    // Resolvers may answer either way (RFC 6761, 6.3); that they answer is the
                    // test.
                    .addExpectedResponseCodes(DnsResponseCode.DNS_RESPONSE_CODE_NOERROR)
                    .addExpectedResponseCodes(DnsResponseCode.DNS_RESPONSE_CODE_NXDOMAIN)));
    rules.create(
        SCOPE,
        AlertRule.newBuilder()
            .setId("test-fails")
            .setName("A test fails")
            .setSeverity(Severity.SEVERITY_MAJOR)
            .setCondition(
                Condition.newBuilder()
                    .setMeasure("up")
                    .setComparison(Comparison.COMPARISON_LESS)
                    .setThreshold(1))
            .setRounds(2)
            .setNodes(1)
            .setResolveRounds(2)
            .build());
    log.info("new installation: first tests and rule added");
  }

  private void add(String id, String name, ProbeConfig.Builder probe) {
    tests.create(
        SCOPE,
        Test.newBuilder().setId(id).setName(name).setProbe(probe).setIntervalMs(10_000).build());
  }

  private void writeSetupLink() {
    Optional<String> token = setUp.newToken();
    Path file = settings.setupLinkFile();
    if (token.isEmpty()) {
      removeSetupLink();
      return;
    }
    String link = settings.publicUrl() + "/setup#token=" + token.get();
    if (file == null) {
      log.atInfo().addKeyValue("link", link).log("set up the first administrator");
    } else {
      write(file, link + "\n");
      log.atInfo()
          .addKeyValue("file", file)
          .log("the set-up link for the first administrator is in a file");
    }
  }

  /** There is an administrator; the link is of no use any more. */
  void removeSetupLink() {
    delete(settings.setupLinkFile());
  }

  /** A fresh token at every start, until the node has used one. */
  private void writeNodeToken(Path file) {
    boolean enrolled =
        database.read(handle ->
            NodeRepository.all(handle, SCOPE).stream()
                .anyMatch(node -> node.getName().equals(settings.nodeTokenName())));
    if (enrolled) {
      delete(file);
      return;
    }
    write(
        file,
        tokens.create(SCOPE, settings.nodeTokenName(), Map.of(), NODE_TOKEN_LIFETIME).getSecret()
            + "\n");
  }

  /** Readable by the owner only; a reader sees the whole text or none. */
  private static void write(Path file, String text) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory);
      Path temporary =
          Files.createTempFile(
              directory,
              ".new-",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("file: " + file + " (expected: one that can be written)", e);
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("file: " + file + " (expected: one that can be deleted)", e);
    }
  }
}
