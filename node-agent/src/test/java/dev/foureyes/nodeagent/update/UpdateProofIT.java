package dev.foureyes.nodeagent.update;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.time.NodeClock;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an attacker, an accident or a bad release can do to an update, and that a verified version
 * runs after each: four tables. Real files, the launcher as it is shipped, real processes that are
 * killed.
 */
class UpdateProofIT {

  private static final KeyPair ROOT = Release.newKey();
  private static final KeyPair NEXT = Release.newKey();
  private static final KeyPair THIRD = Release.newKey();
  private static final KeyPair STRANGER = Release.newKey();
  private static final byte[] IDENTITY_POINT =
      HexFormat.of().parseHex("01" + "00".repeat(RootKey.BYTES - 1));

  /** Order of the group that Ed25519 signs in. */
  private static final BigInteger GROUP_ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  @TempDir Path directory;

  private record Refused(String name, UnaryOperator<Release> spoil, String why) {}

  private static Refused refused(String name, UnaryOperator<Release> spoil, String why) {
    return new Refused(name, spoil, why);
  }

  private static Refused archive(String name, UnaryOperator<TestArchive> add, String why) {
    return refused(
        "archive: " + name,
        release -> release.archive(add.apply(TestArchive.image("1.1.0", "good")).end()),
        why);
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] ^= 1;
    return changed;
  }

  private static Refused signature(String name, UnaryOperator<byte[]> change) {
    return refused(
        "signature: " + name,
        release ->
            release.envelope(signed ->
                signed.setSignatures(
                    0, ByteString.copyFrom(change.apply(signed.getSignatures(0).toByteArray())))),
        "signature: none by a key");
  }

  /** The same signature with its second half raised by the group's order: another text for it. */
  private static byte[] malleated(byte[] signature) {
    byte[] s = new byte[32];
    for (int i = 0; i < 32; i++) {
      s[i] = signature[63 - i];
    }
    byte[] raised = new BigInteger(1, s).add(GROUP_ORDER).toByteArray();
    byte[] changed = signature.clone();
    for (int i = 0; i < 32; i++) {
      changed[32 + i] = i < raised.length ? raised[raised.length - 1 - i] : 0;
    }
    return changed;
  }

  private static final List<Refused> REFUSED =
      List.of(
          refused(
              "manifest: tampered",
              release ->
                  release.envelope(signed ->
                      signed.setManifest(
                          ByteString.copyFrom(flipped(signed.getManifest().toByteArray(), 4)))),
              "signature: none by a key"),
          refused("manifest: truncated", r -> r.file(b -> Arrays.copyOf(b, b.length / 2)), ""),
          refused("manifest: empty", r -> r.file(b -> new byte[0]), "signature: none by a key"),
          refused("manifest: noise", r -> r.file(b -> new byte[] {1, 2, 3, -1}), "not readable"),
          refused("manifest: too large", r -> r.file(b -> new byte[70_000]), "more than 65536"),
          refused("manifest: signed by a stranger", r -> r.signedBy(STRANGER), "none by a key"),
          refused("manifest: signed as something else", r -> r.context("x\n"), "none by a key"),
          refused("manifest: not signed", r -> r.envelope(s -> s.clearSignatures()), "none by"),
          refused(
              "manifest: five signatures",
              r ->
                  r.envelope(s -> {
                    for (int i = 0; i < 4; i++) {
                      s.addSignatures(s.getSignatures(0));
                    }
                  }),
              "signatures: 5"),
          signature("tampered", bytes -> flipped(bytes, 10)),
          signature("cut", bytes -> Arrays.copyOf(bytes, 63)),
          signature("lengthened", bytes -> Arrays.copyOf(bytes, 65)),
          signature("malleated (S + L)", UpdateProofIT::malleated),
          signature("all zero", bytes -> new byte[64]),
          signature(
              "that holds under the identity point", bytes -> Arrays.copyOf(IDENTITY_POINT, 64)),
          refused(
              "rotation: by a stranger",
              r -> r.rotation(STRANGER, Release.raw(THIRD)).signedBy(THIRD),
              "none by a key"),
          refused(
              "rotation: to a key of small order",
              r -> r.rotation(ROOT, IDENTITY_POINT).signedBy(THIRD),
              "small order"),
          refused(
              "rotation: in the wrong order",
              r ->
                  r.rotation(THIRD, Release.raw(STRANGER))
                      .rotation(ROOT, Release.raw(THIRD))
                      .signedBy(STRANGER),
              "none by a key"),
          refused(
              "version: older", r -> r.manifest(m -> m.setVersion("0.9.9")), "newer than 1.0.0"),
          refused("version: the same", r -> r.manifest(m -> m.setVersion("1.0.0")), "newer than"),
          refused(
              "version: a path", r -> r.manifest(m -> m.setVersion("../1.1.0")), "three numbers"),
          refused("version: with zeros", r -> r.manifest(m -> m.setVersion("01.1.0")), "three"),
          refused("version: none", r -> r.manifest(m -> m.setVersion(" ")), "three numbers"),
          refused(
              "platform: another",
              r -> r.manifest(m -> m.setPlatform("linux/aarch64")),
              "platform:"),
          refused("channel: another", r -> r.manifest(m -> m.setChannel("beta")), "channel: beta"),
          refused(
              "channel: another case", r -> r.manifest(m -> m.setChannel("Stable")), "channel:"),
          refused(
              "time: expired",
              r -> r.manifest(m -> m.setExpires(NodeClock.timestamp(Release.NOW))),
              "is over"),
          refused(
              "time: never expires", r -> r.manifest(m -> m.clearExpires()), "expires: not given"),
          refused(
              "time: made in two days",
              r ->
                  r.manifest(
                      m -> m.setCreated(NodeClock.timestamp(Release.NOW.plusSeconds(172_800)))),
              "is to come"),
          refused(
              "artefact: in another directory",
              r -> r.manifest(m -> m.setArtefactName("../x.tar.gz")),
              "plain file name"),
          refused("artefact: tampered", r -> r.artefact(b -> flipped(b, b.length / 2)), "SHA-256"),
          refused(
              "artefact: truncated",
              r -> r.artefact(b -> Arrays.copyOf(b, b.length - 1)),
              "1 bytes too early"),
          refused("artefact: empty", r -> r.artefact(b -> new byte[0]), "too early"),
          refused(
              "artefact: lengthened",
              r -> r.artefact(b -> Arrays.copyOf(b, b.length + 1)),
              "more than"),
          refused(
              "artefact: 1 GiB by the manifest",
              r -> r.manifest(m -> m.setArtefactBytes(1 << 30)),
              "artefact_bytes"),
          refused(
              "artefact: size beyond 2^63",
              r -> r.manifest(m -> m.setArtefactBytes(-1)),
              "18446744073709551615"),
          refused(
              "artefact: short sum",
              r -> r.manifest(m -> m.setArtefactSha256(ByteString.copyFrom(new byte[31]))),
              "31 bytes"),
          refused(
              "archive: nothing in it",
              r -> r.archive(new TestArchive()).manifest(m -> m.setUnpackedBytes(9)),
              "ends too early"),
          archive("path upwards", a -> a.file("../evil", "0000644", new byte[1]), "name ../evil"),
          archive(
              "path upwards inside", a -> a.file("a/../../evil", "0000644", new byte[1]), "name"),
          archive(
              "absolute path", a -> a.file("/tmp/evil", "0000644", new byte[1]), "name /tmp/evil"),
          archive("dot", a -> a.file("./evil", "0000644", new byte[1]), "name ./evil"),
          archive(
              "escape characters", a -> a.file("\u001b[2J", "0000644", new byte[1]), "name ?[2J"),
          archive("symbolic link out", a -> a.header("lib", "0000777", '2', 0, "/etc"), "type 2"),
          archive("hard link", a -> a.header("lib", "0000644", '1', 0, "/etc/passwd"), "type 1"),
          archive("character device", a -> a.header("null", "0000666", '3', 0, ""), "type 3"),
          archive("block device", a -> a.header("sda", "0000666", '4', 0, ""), "type 4"),
          archive("pipe", a -> a.header("pipe", "0000666", '6', 0, ""), "type 6"),
          archive("extended header", a -> a.header("pax", "0000644", 'x', 0, ""), "type x"),
          archive("long name header", a -> a.header("long", "0000644", 'L', 0, ""), "type L"),
          archive("setuid", a -> a.file("su", "0004755", new byte[1]), "mode 4755"),
          archive("a name twice", a -> a.file("start", "0000755", new byte[1]), "in it twice"),
          archive(
              "a twin in capitals", a -> a.file("START", "0000755", new byte[1]), "in it twice"),
          archive("damaged header", a -> a.raw(new byte[] {1}).raw(new byte[511]), "not a tar"),
          archive(
              "file that is cut",
              a -> a.header("cut", "0000644", '0', 1 << 20, ""),
              "that its manifest says"),
          archive(
              "trailing data",
              a -> a.raw(new byte[1024]).raw("x".repeat(512).getBytes(ISO_8859_1)),
              "follows after its end"),
          archive("endless padding", a -> a.raw(new byte[80 << 10]), "follows after its end"),
          refused(
              "archive: bomb, 64 MiB of zeros in 64 KiB, not told",
              r ->
                  r.archive(
                          TestArchive.image("1.1.0", "good")
                              .file("zeros", "0000644", new byte[64 << 20])
                              .end())
                      .manifest(m -> m.setUnpackedBytes(10_000)),
              "more than the 10000 bytes"),
          refused(
              "archive: bomb, told",
              r -> r.manifest(m -> m.setUnpackedBytes(64L << 30)),
              "unpacked_bytes"),
          refused(
              "archive: less than told",
              r ->
                  r.archive(TestArchive.image("1.1.0", "good").end())
                      .manifest(m -> m.setUnpackedBytes(90_000)),
              "bytes unpacked"),
          refused("archive: 5,000 entries", r -> r.archive(many()), "more than 4096 entries"),
          refused(
              "image: of another version",
              r -> r.archive(TestArchive.image("1.1.1", "good").end()),
              "VERSION says 1.1.1"),
          refused(
              "image: without a program",
              r ->
                  r.archive(
                      new TestArchive()
                          .file("VERSION", "0000644", "1.1.0 linux/amd64".getBytes(ISO_8859_1))
                          .end()),
              "no program"));

  private static TestArchive many() {
    TestArchive archive = TestArchive.image("1.1.0", "good");
    for (int i = 0; i < 5000; i++) {
      archive.directory("d" + i + "/");
    }
    return archive.end();
  }

  @TestFactory
  Stream<DynamicTest> refusedAndTheOldVersionRuns() {
    return REFUSED.stream().map(row -> DynamicTest.dynamicTest(row.name, () -> check(row)));
  }

  private void check(Refused row) throws Exception {
    Path home = directory.resolve(row.name.replaceAll("[^A-Za-z0-9]", "_"));
    Installation here = new Installation(home.resolve("node"));
    Release release = new Release(ROOT, "1.1.0", "good");
    Path update = row.spoil.apply(release).write(home.resolve("offered"));
    Throwable thrown =
        catchThrowable(() ->
            here.installer(Installation.trust(ROOT, NEXT), step -> {})
                .install(new FileSource(update)));
    assertThat(thrown).isInstanceOf(UpdateRefusedException.class).hasMessageContaining(row.why);
    assertThat(here.entries()).as("what is left in the tree").isSubsetOf("lock");
    try (Stream<Path> beside = Files.list(home)) {
      assertThat(beside).as("nothing was put elsewhere").hasSize(2);
    }
    assertThat(here.launch()).containsExactly("1.0.0");
  }

  private record Taken(String name, UnaryOperator<Release> change) {}

  @TestFactory
  Stream<DynamicTest> installedAndTheNewVersionRuns() {
    return Stream.of(
            new Taken("signed by the pinned key", release -> release),
            new Taken("signed by the second pinned key", release -> release.signedBy(NEXT)),
            new Taken(
                "signed by a key that the pinned one has named",
                release -> release.rotation(ROOT, Release.raw(THIRD)).signedBy(THIRD)),
            new Taken(
                "signed at the end of a chain, with a stranger's rotation in it",
                release ->
                    release
                        .rotation(STRANGER, Release.raw(STRANGER))
                        .rotation(NEXT, Release.raw(THIRD))
                        .rotation(THIRD, Release.raw(Release.newKey()))
                        .signedBy(THIRD)),
            new Taken(
                "also signed by a stranger",
                release ->
                    release.envelope(signed ->
                        signed
                            .addSignatures(signed.getSignatures(0))
                            .setSignatures(0, ByteString.copyFrom(new byte[64])))))
        .map(row ->
            DynamicTest.dynamicTest(
                row.name,
                () -> {
                  Installation here =
                      new Installation(directory.resolve(row.name.replace(' ', '_')));
                  install(
                      here,
                      row.change.apply(
                          new Release(ROOT, "1.1.0", "good").archive(whole("1.1.0", "good"))));
                  assertThat(here.launch()).containsExactly("1.1.0");
                  assertThat(here.entries())
                      .containsExactly("current", "lock", "previous", "versions");
                }));
  }

  private static TestArchive whole(String version, String behaviour) {
    return TestArchive.image(version, behaviour).end();
  }

  private void install(Installation here, Release release) throws Exception {
    Path update = release.write(here.root().resolve("offered"));
    var _ =
        here.installer(Installation.trust(ROOT, NEXT), step -> {}).install(new FileSource(update));
  }

  private void install(Installation here, String version, String behaviour) throws Exception {
    install(here, new Release(ROOT, version, behaviour).archive(whole(version, behaviour)));
  }

  /** Killed at each step: before the swap nothing has happened, after it the update is whole. */
  @TestFactory
  Stream<DynamicTest> killedAndAVerifiedVersionRuns() {
    return Arrays.stream(InstallStep.values())
        .map(step -> DynamicTest.dynamicTest(step.name(), () -> killAt(step)));
  }

  private void killAt(InstallStep step) throws Exception {
    Installation here = new Installation(directory.resolve(step.name()));
    Path update =
        new Release(ROOT, "1.1.0", "crash")
            .archive(whole("1.1.0", "crash"))
            .write(here.root().resolve("offered"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledInstall.class.getName(),
                here.tree().toString(),
                update.toString(),
                HexFormat.of().formatHex(Release.raw(ROOT)),
                step.name())
            .inheritIO()
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("killed").isEqualTo(137);
    boolean isSwapped = step.compareTo(InstallStep.SWAPPED) >= 0;
    assertThat(here.launch())
        .as("the new version crashes, so the old one runs in the end")
        .containsExactlyElementsOf(
            isSwapped ? List.of("1.1.0", "1.1.0", "1.1.0", "1.0.0") : List.of("1.0.0"));
    assertThat(here.entries()).doesNotContain("pending", "tries");
    install(here, "1.2.0", "good");
    assertThat(here.launch()).as("what a crash left is in nobody's way").containsExactly("1.2.0");
    assertThat(here.entries()).doesNotContain("staging", "pending");
  }

  private record Bad(String behaviour, String reason) {}

  @TestFactory
  Stream<DynamicTest> takenBackAndTheVersionBeforeRuns() {
    return Stream.of(
            new Bad("crash", "crashed"),
            new Bad("killed", "crashed"),
            new Bad("deaf", "no connection"),
            new Bad("mixed", "crashed"))
        .map(row -> DynamicTest.dynamicTest(row.behaviour, () -> takenBack(row)));
  }

  private void takenBack(Bad row) throws Exception {
    Installation here = new Installation(directory.resolve(row.behaviour));
    install(here, "1.1.0", "good");
    assertThat(here.launch()).containsExactly("1.1.0");
    install(here, "1.2.0", row.behaviour);
    assertThat(here.launch("version"))
        .as("a typed command in the meantime")
        .containsExactly("1.1.0");
    assertThat(here.launch()).containsExactly("1.2.0", "1.2.0", "1.2.0", "1.1.0");
    assertThat(here.tree().resolve("failed-1.2.0")).hasContent(row.reason);
    assertThat(here.entries()).doesNotContain("pending", "tries");
    assertThat(catchThrowable(() -> install(here, "1.2.0", "good")))
        .as("not a second time")
        .hasMessageContaining("was tried here and taken back: " + row.reason);
    assertThat(here.launch()).containsExactly("1.1.0");
    install(here, "1.2.1", "good");
    assertThat(here.launch()).containsExactly("1.2.1");
  }

  private interface Damage {
    void to(Path tree) throws Exception;
  }

  private record Damaged(String name, Damage damage, List<String> starts) {}

  private static void link(Path tree, String target) throws Exception {
    Files.deleteIfExists(tree.resolve("current"));
    Files.createSymbolicLink(tree.resolve("current"), Path.of(target));
  }

  /** States that a launcher killed in the middle, a full disk or a careless hand leave behind. */
  @TestFactory
  Stream<DynamicTest> damagedTreeAndAVersionRuns() {
    return Stream.of(
            new Damaged(
                "pending is empty",
                t -> Files.writeString(t.resolve("pending"), ""),
                List.of("1.1.0")),
            new Damaged(
                "pending names nothing",
                t -> Files.writeString(t.resolve("pending"), "9.9.9"),
                List.of("1.1.0")),
            new Damaged(
                "taking back stopped before the link",
                t -> {
                  Files.writeString(t.resolve("pending"), "1.1.0\n");
                  Files.writeString(t.resolve("tries"), "3 crashed\n");
                  Files.writeString(t.resolve("failed-1.1.0"), "crashed\n");
                },
                List.of("1.0.0")),
            new Damaged(
                "taking back stopped after the link",
                t -> {
                  Files.writeString(t.resolve("pending"), "1.1.0\n");
                  Files.writeString(t.resolve("tries"), "3 crashed\n");
                  Files.delete(t.resolve("current"));
                },
                List.of("1.0.0")),
            new Damaged(
                "previous is gone too",
                t -> {
                  Files.writeString(t.resolve("pending"), "1.1.0\n");
                  Files.writeString(t.resolve("tries"), "3 crashed\n");
                  Files.delete(t.resolve("previous"));
                },
                List.of("1.0.0")),
            new Damaged(
                "tries is noise",
                t -> {
                  Files.writeString(t.resolve("pending"), "1.1.0\n");
                  Files.writeString(t.resolve("tries"), "$(reboot) x\n");
                },
                List.of("1.1.0")),
            new Damaged("current dangles", t -> link(t, "versions/7.7.7"), List.of("1.0.0")),
            new Damaged("current points out", t -> link(t, "../packaged"), List.of("1.0.0")),
            new Damaged(
                "current points up", t -> link(t, "versions/../../packaged"), List.of("1.0.0")),
            new Damaged(
                "current is a file",
                t -> {
                  Files.delete(t.resolve("current"));
                  Files.writeString(t.resolve("current"), "x");
                },
                List.of("1.0.0")),
            new Damaged(
                "program is gone",
                t -> Files.delete(t.resolve("versions/1.1.0/start")),
                List.of("1.0.0")),
            new Damaged(
                "package is newer",
                t -> Installation.image(t.resolveSibling("packaged"), "1.10.0", "good"),
                List.of("1.10.0")))
        .map(row ->
            DynamicTest.dynamicTest(
                row.name,
                () -> {
                  Installation here =
                      new Installation(directory.resolve(row.name.replace(' ', '_')));
                  install(here, "1.1.0", "good");
                  assertThat(here.launch()).containsExactly("1.1.0");
                  row.damage.to(here.tree());
                  assertThat(here.launch()).isEqualTo(row.starts);
                  assertThat(here.entries()).doesNotContain("pending", "tries");
                }));
  }

  @Test
  void keepsTwoVersionsAndTakesOneUpdateAtATime() throws Exception {
    Installation here = new Installation(directory.resolve("node"));
    install(here, "1.1.0", "good");
    assertThat(catchThrowable(() -> install(here, "1.2.0", "good")))
        .hasMessageContaining("update to 1.1.0 has not proved itself yet");
    for (String version : List.of("1.1.0", "1.2.0", "1.3.0")) {
      if (!version.equals("1.1.0")) {
        install(here, version, "good");
      }
      assertThat(here.launch()).containsExactly(version);
      new SoftwareTree(here.tree()).prune();
    }
    try (Stream<Path> versions = Files.list(here.tree().resolve("versions"))) {
      assertThat(versions.map(each -> String.valueOf(each.getFileName())))
          .containsExactlyInAnyOrder("1.2.0", "1.3.0");
    }
    assertThat(catchThrowable(() -> install(here, "1.2.5", "good")))
        .as("no downgrade, also below an update that the running process does not know of")
        .hasMessageContaining("newer than 1.3.0");
  }

  @Test
  void aBuildWithoutAPinnedKeyTakesNothing() throws Exception {
    Installation here = new Installation(directory.resolve("node"));
    Path update = new Release(ROOT, "1.1.0", "good").write(here.root().resolve("offered"));
    assertThat(
            catchThrowable(() ->
                here.installer(new UpdateTrust(List.of(), "stable"), step -> {})
                    .install(new FileSource(update))))
        .isInstanceOf(UpdateRefusedException.class)
        .hasMessageContaining("development build");
    assertThat(UpdateTrust.ofThisBuild().roots()).as("what Maven pins by default").isEmpty();
  }
}
