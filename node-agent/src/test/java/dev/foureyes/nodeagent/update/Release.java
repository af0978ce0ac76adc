package dev.foureyes.nodeagent.update;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.RootRotation;
import dev.foureyes.proto.node.v1.SignedRotation;
import dev.foureyes.proto.node.v1.SignedUpdate;
import dev.foureyes.proto.node.v1.UpdateManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A signed release, in order at first, and then as a test spoils it. */
final class Release {

  static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private TestArchive archive;
  private final UpdateManifest.Builder manifest = UpdateManifest.newBuilder();
  private final SignedUpdate.Builder rotations = SignedUpdate.newBuilder();
  private KeyPair signer;
  private String context = ManifestVerifier.MANIFEST_CONTEXT;
  private UnaryOperator<byte[]> artefact = UnaryOperator.identity();
  private UnaryOperator<byte[]> file = UnaryOperator.identity();
  private Consumer<SignedUpdate.Builder> envelope = signed -> {};

  Release(KeyPair signer, String version, String behaviour) {
    this.signer = signer;
    this.archive = TestArchive.image(version, behaviour);
    manifest
        .setVersion(version)
        .setPlatform("linux/amd64")
        .setChannel("stable")
        .setCreated(NodeClock.timestamp(NOW.minusSeconds(60)))
        .setExpires(NodeClock.timestamp(NOW.plusSeconds(86_400)))
        .setArtefactName("node-" + version + ".image.tar.gz");
  }

  static KeyPair newKey() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] raw(KeyPair key) {
    byte[] encoded = key.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - RootKey.BYTES, encoded.length);
  }

  static byte[] sign(KeyPair key, String context, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key.getPrivate());
      signature.update(context.getBytes(US_ASCII));
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Release signedBy(KeyPair key) {
    signer = key;
    return this;
  }

  Release context(String other) {
    context = other;
    return this;
  }

  Release rotation(KeyPair by, byte[] next) {
    ByteString rotation =
        RootRotation.newBuilder().setNextRoot(ByteString.copyFrom(next)).build().toByteString();
    rotations.addRotations(
        SignedRotation.newBuilder()
            .setRotation(rotation)
            .setSignature(
                ByteString.copyFrom(
                    sign(by, ManifestVerifier.ROTATION_CONTEXT, rotation.toByteArray()))));
    return this;
  }

  /** Before it is signed. */
  Release manifest(Consumer<UpdateManifest.Builder> change) {
    change.accept(manifest);
    return this;
  }

  /** What is in the archive, before its size and sum go into the manifest. */
  Release archive(TestArchive other) {
    archive = other;
    return this;
  }

  /** After it is signed. */
  Release artefact(UnaryOperator<byte[]> change) {
    artefact = change;
    return this;
  }

  /** After it is signed. */
  Release envelope(Consumer<SignedUpdate.Builder> change) {
    envelope = change;
    return this;
  }

  /** The bytes of the file NAME.update. */
  Release file(UnaryOperator<byte[]> change) {
    file = change;
    return this;
  }

  /** Writes both files; the path of NAME.update. */
  Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    byte[] content = archive.gzip();
    UpdateManifest.Builder said = UpdateManifest.newBuilder();
    said.setArtefactBytes(content.length)
        .setUnpackedBytes(archive.unpackedBytes())
        .setArtefactSha256(ByteString.copyFrom(sha256(content)))
        .mergeFrom(manifest.build());
    byte[] bytes = said.build().toByteArray();
    SignedUpdate.Builder signed =
        rotations
            .clone()
            .setManifest(ByteString.copyFrom(bytes))
            .addSignatures(ByteString.copyFrom(sign(signer, context, bytes)));
    envelope.accept(signed);
    if (!said.getArtefactName().contains("/")) {
      Files.write(directory.resolve(said.getArtefactName()), artefact.apply(content));
    }
    Path update = directory.resolve(manifest.getVersion().replaceAll("[^0-9.]", "_") + ".update");
    return Files.write(update, file.apply(signed.build().toByteArray()));
  }

  static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
