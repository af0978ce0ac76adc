package dev.foureyes.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foureyes.nodeagent.peers.FakeGateway;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.UpdateOffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent itself on trial, in processes of its own under the launcher as it is shipped: only a
 * server that has accepted its stream makes it stay.
 */
class UpdateTrialIT {

  private static final TestAuthority AUTHORITY = new TestAuthority("FourEyes test authority");

  @TempDir Path directory;

  private FakeGateway gateway;
  private Path tree;

  @BeforeEach
  void start() throws Exception {
    gateway = FakeGateway.start(AUTHORITY);
    tree = directory.resolve("updates");
    Files.createDirectories(directory.resolve("bin"));
    Files.copy(
        Path.of("package", "foureyes-node").toAbsolutePath(),
        directory.resolve("bin/foureyes-node"),
        StandardCopyOption.COPY_ATTRIBUTES);
    image(directory.resolve("packaged"), "1.0.0", "");
    try (AgentProcess first =
        AgentProcess.of(
            Map.of("FOUREYES_NODE_UPDATES", "off"),
            directory.resolve("bin/foureyes-node"),
            "run",
            "--server",
            gateway.address().toString(),
            "--data-dir",
            directory.resolve("data").toString(),
            "--token",
            gateway.token())) {
      gateway.nextSession().welcome(1);
      first.terminate();
      assertThat(first.exitCode()).isZero();
    }
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /** The classes of this build under another version's name, with a word in the log. */
  private static void image(Path image, String version, String before) throws IOException {
    Files.createDirectories(image);
    Files.writeString(image.resolve("VERSION"), version + " linux/amd64\n");
    String script =
        "#!/bin/sh\necho started "
            + version
            + "\n"
            + before
            + "exec '"
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "' -XX:+UseSerialGC -Xmx64m -XX:TieredStopAtLevel=1 -cp '"
            + System.getProperty("java.class.path")
            + "' "
            + Main.class.getName()
            + " \"$@\"\n";
    Path start = Files.writeString(image.resolve("start"), script);
    Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** As an installation leaves it. */
  private void swap(String version, String before) throws IOException {
    image(tree.resolve("versions").resolve(version), version, before);
    Files.writeString(tree.resolve("previous"), "packaged\n");
    Files.writeString(tree.resolve("pending"), version + "\n");
    Files.createSymbolicLink(tree.resolve("current"), Path.of("versions", version));
  }

  private AgentProcess run(int trialSeconds) throws IOException {
    return AgentProcess.of(
        Map.of(
            "FOUREYES_NODE_TRIAL_SECONDS",
            String.valueOf(trialSeconds),
            "FOUREYES_NODE_RESTART_AFTER",
            "0"),
        directory.resolve("bin/foureyes-node"),
        "run",
        "--server",
        gateway.address().toString(),
        "--data-dir",
        directory.resolve("data").toString());
  }

  @Test
  void staysWhenTheServerHasAcceptedItAndNotBefore() throws Exception {
    swap("1.1.0", "");
    try (AgentProcess node = run(60)) {
      var session = gateway.nextSession();
      assertThat(tree.resolve("pending")).as("a connection is not enough").exists();
      session.welcome(1);
      await().until(() -> !Files.exists(tree.resolve("pending")));
      assertThat(tree.resolve("tries")).doesNotExist();
      node.terminate();
      assertThat(node.exitCode()).isZero();
      assertThat(node.output()).contains("started 1.1.0").doesNotContain("started 1.0.0");
    }
  }

  @Test
  void anOfferOverTheStreamIsOnlyAPlaceToLook() throws Exception {
    try (AgentProcess node = run(60)) {
      var session = gateway.nextSession().acknowledging();
      session.welcome(1);
      session.send(
          ConnectResponse.newBuilder()
              .setUpdateOffer(UpdateOffer.newBuilder().setManifestUrl("file:///etc/passwd"))
              .build());
      await().until(() -> node.output().contains("offered update refused"));
      assertThat(tree.resolve("versions")).doesNotExist();
      session.snapshot(2);
      session.nextAssignmentAck();
      node.terminate();
      assertThat(node.exitCode()).isZero();
    }
  }

  @Test
  void isTakenBackWhenItFindsNoServerThatTheOldVersionFinds() throws Exception {
    swap(
        "1.1.0",
        "set -- run --server 127.0.0.1:1 --data-dir '" + directory.resolve("data") + "'\n");
    try (AgentProcess node = run(1)) {
      gateway.nextSession().welcome(1);
      Path failed = tree.resolve("failed-1.1.0");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              Files.exists(failed)
                  && Files.readString(failed).contains("while the version before"));
      node.terminate();
      assertThat(node.exitCode()).isZero();
      assertThat(node.output().lines().filter(line -> line.contains("started")))
          .containsExactly("started 1.1.0", "started 1.1.0", "started 1.1.0", "started 1.0.0");
    }
  }

  @Test
  void isNotBlamedWhenTheOldVersionFindsNoServerEither() throws Exception {
    swap("1.1.0", "");
    gateway.stop();
    try (AgentProcess node = run(1)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> node.output().contains("the update may be tried again"));
      assertThat(tree.resolve("failed-1.1.0")).doesNotExist();
      assertThat(tree.resolve("current")).doesNotExist();
      assertThat(node.output()).contains("started 1.0.0");
      gateway.start();
      gateway.nextSession().welcome(1);
      node.terminate();
      assertThat(node.exitCode()).isZero();
    }
  }

  @Test
  void aNodeThatIsStoppedOnTrialIsNotHeldAgainstIt() throws Exception {
    swap("1.1.0", "");
    for (int i = 0; i < 4; i++) {
      try (AgentProcess node = run(60)) {
        var _ = gateway.nextSession();
        node.terminate();
        assertThat(node.exitCode()).isZero();
        assertThat(node.output()).contains("started 1.1.0");
      }
    }
    assertThat(tree.resolve("pending")).exists();
  }
}
