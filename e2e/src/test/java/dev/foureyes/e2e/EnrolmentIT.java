package dev.foureyes.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.gateway.identity.OwnAuthority;
import dev.foureyes.proto.control.v1.Connection;
import dev.foureyes.proto.control.v1.CreateEnrolmentTokenRequest;
import dev.foureyes.proto.control.v1.CreateEnrolmentTokenResponse;
import dev.foureyes.proto.control.v1.DeleteNodeResponse;
import dev.foureyes.proto.control.v1.EnrolmentToken;
import dev.foureyes.proto.control.v1.EnrolmentTokenState;
import dev.foureyes.proto.control.v1.ListEnrolmentTokensResponse;
import dev.foureyes.proto.control.v1.ListNodesResponse;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.RevokeEnrolmentTokenResponse;
import dev.foureyes.proto.control.v1.RevokeNodeRequest;
import dev.foureyes.proto.node.v1.EnrollResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who gets a certificate and who gets in: every way to be refused has a reason of its own, which
 * the node is told, the server logs, and {@code /metrics} counts.
 */
@TestMethodOrder(OrderAnnotation.class)
class EnrolmentIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The shortest time that a token can be valid. */
  private static final int SHORTEST_S = 60;

  private static final int TRIES = 100;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static Installation server;
  private static Api api;
  private static CreateEnrolmentTokenResponse expiring;

  @BeforeAll
  static void start() {
    server = Installation.inOneProcess(directory, Installation.NO_FIRST_TESTS).start();
    api = server.api();
    expiring = token("too-late", SHORTEST_S);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CreateEnrolmentTokenResponse token(String nodeName, int validSeconds) {
    return api.post(
            "/api/v1/enrolment-tokens",
            CreateEnrolmentTokenRequest.newBuilder()
                .setNodeName(nodeName)
                .setValidS(validSeconds)
                .build(),
            CreateEnrolmentTokenResponse.newBuilder())
        .build();
  }

  private static String token(String nodeName) {
    return token(nodeName, 0).getSecret();
  }

  private static BareNode bareNode() {
    return new BareNode(server, expiring.getSecret());
  }

  /** A node that was let in once. */
  private static BareNode enrolledNode(String name) {
    BareNode node = bareNode();
    EnrollResponse enrolled = node.enrol(token(name));
    node.present(enrolled.getNodeId(), enrolled.getCertificateChainList());
    Await.until(
        "the gateway to know " + name, PATIENCE, () -> node.connect().equals(BareNode.WELCOME));
    return node;
  }

  /** Something is refused with a reason: the caller sees it, the server logs and counts it. */
  private static void assertRefused(String reason, Supplier<String> attempt) {
    double counted = refusals(reason);
    int logged = logLines(reason);

    assertThat(attempt.get()).isEqualTo(reason);

    assertThat(refusals(reason)).as("foureyes_gateway_refusals_total").isEqualTo(counted + 1);
    assertThat(logLines(reason)).as("lines of the server's log").isGreaterThan(logged);
  }

  private static double refusals(String reason) {
    return server.metric(Part.ALL, "foureyes_gateway_refusals_total{reason=\"" + reason + "\"}");
  }

  private static int logLines(String reason) {
    Matcher matcher =
        Pattern.compile("(?m)^.*node refused.*$|^.*session ended.*$")
            .matcher(server.process(Part.ALL).output());
    return Math.toIntExact(matcher.results().filter(line -> line.group().contains(reason)).count());
  }

  private static String enrol(BareNode node, String token) {
    try {
      return "enrolled as " + node.enrol(token).getNodeId();
    } catch (StatusRuntimeException e) {
      return BareNode.reason(e);
    }
  }

  // --- tokens

  @Test
  void aTokenThatNobodyMadeIsUnknown() {
    String[] parts = expiring.getSecret().split("\\.", -1);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

    assertRefused(
        "TOKEN_UNKNOWN", () -> enrol(bareNode(), parts[0] + "." + secret + "." + parts[2]));
  }

  @Test
  void aTokenMakesOneNodeHoweverManyMachinesTryAtOnce() throws Exception {
    String token = token("only-one");
    double counted = refusals("TOKEN_SPENT");
    List<BareNode> machines = Stream.generate(EnrolmentIT::bareNode).limit(TRIES).toList();
    CyclicBarrier barrier = new CyclicBarrier(TRIES);
    List<String> outcomes = new ArrayList<>();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> tries =
          machines.stream()
              .map(machine ->
                  threads.submit(() -> {
                    barrier.await();
                    return enrol(machine, token);
                  }))
              .toList();
      for (Future<String> each : tries) {
        outcomes.add(each.get());
      }
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    String enrolled =
        outcomes.stream()
            .filter(outcome -> outcome.startsWith("enrolled"))
            .findFirst()
            .orElseThrow();
    assertThat(outcomes).filteredOn(enrolled::equals).hasSize(1);
    assertThat(outcomes).filteredOn("TOKEN_SPENT"::equals).hasSize(TRIES - 1);
    assertThat(refusals("TOKEN_SPENT")).isEqualTo(counted + TRIES - 1);
    assertThat(nodes("only-one"))
        .singleElement()
        .satisfies(node -> {
          assertThat(enrolled).endsWith(node.getId());
          assertThat(node.getCertificateSerialsList()).hasSize(1);
        });
    System.out.printf(
        "enrolment: %d machines with one token in %d ms: 1 certificate, %d refused%n",
        TRIES, millis, TRIES - 1);

    // Who has won may have lost the reply: asking again gives the same certificate, to it alone.
    BareNode winner = machines.get(outcomes.indexOf(enrolled));
    EnrollResponse again = winner.enrol(token);
    assertThat(winner.enrol(token)).isEqualTo(again);
    assertThat(nodes("only-one").getFirst().getCertificateSerialsList()).hasSize(1);
    assertRefused("TOKEN_SPENT", () -> enrol(bareNode(), token));
  }

  private static List<Node> nodes(String name) {
    return api
        .get("/api/v1/nodes?page_size=500", ListNodesResponse.newBuilder())
        .getNodesList()
        .stream()
        .filter(node -> node.getName().startsWith(name))
        .toList();
  }

  @Test
  void aTokenThatWasTakenBackIsRevoked() {
    CreateEnrolmentTokenResponse made = token("taken-back", 0);
    api.delete(
        "/api/v1/enrolment-tokens/" + made.getToken().getId(),
        RevokeEnrolmentTokenResponse.newBuilder());

    assertRefused("TOKEN_REVOKED", () -> enrol(bareNode(), made.getSecret()));
  }

  @Test
  @Order(Integer.MAX_VALUE) // the others run while its time runs out
  void aTokenWhoseTimeIsOverHasExpired() {
    Await.until(
        "the token to expire",
        Duration.ofSeconds(SHORTEST_S + 10),
        () -> state(expiring.getToken()) == EnrolmentTokenState.ENROLMENT_TOKEN_STATE_EXPIRED);

    assertRefused("TOKEN_EXPIRED", () -> enrol(bareNode(), expiring.getSecret()));

    try (NodeProcess node = server.node("too-late").start(expiring.getSecret())) {
      assertThat(node.process().exitCode()).as("a real node gives up").isEqualTo(3);
      assertThat(node.process().output())
          .contains("the enrolment token has expired: make a new one");
    }
  }

  private static EnrolmentTokenState state(EnrolmentToken token) {
    return api
        .get("/api/v1/enrolment-tokens?page_size=500", ListEnrolmentTokensResponse.newBuilder())
        .getTokensList()
        .stream()
        .filter(each -> each.getId().equals(token.getId()))
        .findFirst()
        .orElseThrow()
        .getState();
  }

  // --- certificates

  @Test
  void withoutACertificateThereIsNoSession() {
    assertRefused("CERTIFICATE_MISSING", () -> bareNode().connect());
  }

  @Test
  void aCertificateOfAnotherAuthorityDoesNotGetThroughTheHandshake(@TempDir Path elsewhere) {
    enrolledNode("genuine");
    Node genuine = api.node("genuine").orElseThrow();
    BareNode impostor = bareNode();
    impostor.present(
        genuine.getId(),
        OwnAuthority.open(elsewhere, InstantSource.system())
            .issue("default", genuine.getId(), impostor.key().getPublic())
            .getChainList());
    double counted = refusals("CERTIFICATE_UNTRUSTED");
    int logged = logLines("CERTIFICATE_UNTRUSTED");

    assertThat(impostor.connect()).contains("UNAVAILABLE");

    assertThat(refusals("CERTIFICATE_UNTRUSTED")).isGreaterThan(counted);
    assertThat(logLines("CERTIFICATE_UNTRUSTED")).isGreaterThan(logged);
  }

  @Test
  void aNodeThatWasDeletedIsUnknown() {
    BareNode node = enrolledNode("deleted");
    api.delete(
        "/api/v1/nodes/" + api.node("deleted").orElseThrow().getId(),
        DeleteNodeResponse.newBuilder());
    Await.until(
        "the gateway to forget the node", PATIENCE, () -> !node.connect().equals(BareNode.WELCOME));

    assertRefused("NODE_UNKNOWN", node::connect);
  }

  @Test
  void aNodeThatWasRevokedIsRefused() {
    BareNode node = enrolledNode("refused");
    revoke("refused");
    Await.until("the gateway to know it", PATIENCE, () -> !node.connect().equals(BareNode.WELCOME));

    assertRefused("NODE_REVOKED", node::connect);
  }

  @Test
  void aRunningNodeThatIsRevokedIsCutOffAndEnds() {
    try (NodeProcess node = server.node("cut-off").start(token("cut-off"))) {
      Await.until("the node to be online", PATIENCE, () -> isOnline("cut-off"));

      assertRefused(
          "NODE_REVOKED",
          () -> {
            revoke("cut-off");
            assertThat(node.process().exitCode()).isEqualTo(3);
            return "NODE_REVOKED";
          });

      assertThat(node.process().output()).contains("this node was revoked on the server");
      Await.until("the node to be offline", PATIENCE, () -> !isOnline("cut-off"));
    }
  }

  private static void revoke(String name) {
    api.post(
        "/api/v1/nodes/" + api.node(name).orElseThrow().getId() + ":revoke",
        RevokeNodeRequest.getDefaultInstance(),
        Node.newBuilder());
  }

  private static boolean isOnline(String name) {
    return api.node(name)
        .filter(node -> node.getStatus().getConnection() == Connection.CONNECTION_ONLINE)
        .isPresent();
  }

  // --- keys

  @Test
  void theNodesKeyStaysOnItsMachine() throws Exception {
    try (NodeProcess node = server.node("secretive").start(token("secretive"))) {
      Await.until("the node to be online", PATIENCE, () -> isOnline("secretive"));
      Path keyFile = node.dataDirectory().resolve("identity/key.pem");

      assertThat(permissions(keyFile)).isEqualTo("rw-------");
      assertThat(permissions(directory.resolve("gateway/ca-key.pem"))).isEqualTo("rw-------");
      assertThat(filesWith(secretOf(keyFile)))
          .as("files of server and node with the bytes of the node's secret")
          .containsExactly(keyFile);
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /** The secret number, which alone makes a private key of what everybody may know. */
  private static String secretOf(Path keyFile) throws IOException {
    Matcher matcher =
        Pattern.compile("-----BEGIN PRIVATE KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END")
            .matcher(Files.readString(keyFile));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  /** The event log's indexes hold offsets and times, and are large. */
  private static boolean holdsContent(Path file) {
    return Files.isRegularFile(file) && !file.toString().endsWith("index");
  }

  /** Files anywhere in the installation that hold a key's text or its secret bytes. */
  private static List<Path> filesWith(String key) throws IOException {
    // PKCS #8 of P-256 without its public half: the secret is the 32 bytes behind this (RFC 5915).
    byte[] der = Base64.getMimeDecoder().decode(key);
    byte[] secret = new byte[32];
    int at = new String(der, ISO_8859_1).indexOf("\4 ") + 2;
    System.arraycopy(der, at, secret, 0, secret.length);
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!holdsContent(file)) {
              return FileVisitResult.CONTINUE;
            }
            try {
              String content = Files.readString(file, ISO_8859_1);
              if (content.contains(new String(secret, ISO_8859_1))
                  || content.contains(key.strip())) {
                files.add(file);
              }
            } catch (NoSuchFileException e) {
              return visitFileFailed(file, e);
            }
            return FileVisitResult.CONTINUE;
          }

          // The installation lives: files are renamed and deleted while this reads them.
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return files;
  }
}
