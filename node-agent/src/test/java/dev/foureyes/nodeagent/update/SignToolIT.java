package dev.foureyes.nodeagent.update;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code release/sign.sh} makes is what a node takes. */
class SignToolIT {

  @TempDir Path directory;

  private void sign(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Path.of("release", "Sign.java").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private Path pem(String name, KeyPair key) throws Exception {
    return Files.writeString(
        directory.resolve(name),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  private SoftwareVersion install(Path update, UpdateTrust trust) throws Exception {
    return new Installer(
            new SoftwareTree(directory.resolve("tree")),
            new ManifestVerifier(trust, "linux/amd64", InstantSource.system()),
            new SoftwareVersion(1, 0, 0),
            step -> {})
        .install(new FileSource(update));
  }

  @Test
  void aReleaseThatItSignsAfterARotationIsTakenByNodesWithTheOldKey() throws Exception {
    KeyPair old = Release.newKey();
    KeyPair next = Release.newKey();
    Path artefact = directory.resolve("foureyes-node-1.1.0-linux-amd64.image.tar.gz");
    Files.write(artefact, TestArchive.image("1.1.0", "good").end().gzip());
    Path update = directory.resolve("foureyes-node-1.1.0-linux-amd64.update");
    Path rotation = directory.resolve("rotation");

    sign("update", artefact.toString(), "--key", pem("next.pem", next).toString());
    assertThat(catchThrowable(() -> install(update, Installation.trust(old))))
        .hasMessageContaining("none by a key that this build trusts");

    sign(
        "rotation",
        HexFormat.of().formatHex(Release.raw(next)),
        rotation.toString(),
        "--key",
        pem("old.pem", old).toString());
    sign(
        "update",
        artefact.toString(),
        "--key",
        directory.resolve("next.pem").toString(),
        "--rotation",
        rotation.toString());
    assertThat(install(update, Installation.trust(old))).hasToString("1.1.0");
  }
}
