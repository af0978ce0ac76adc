package dev.foureyes.nodeagent.update;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.foureyes.proto.node.v1.RootRotation;
import dev.foureyes.proto.node.v1.SignedRotation;
import dev.foureyes.proto.node.v1.SignedUpdate;
import dev.foureyes.proto.node.v1.UpdateManifest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Decides whether a manifest is believed. In this order, and the first answer that is no ends it:
 * form, rotations of the root, signature, platform, channel, time, sizes, version.
 */
final class ManifestVerifier {

  /** Largest file with a manifest. */
  static final int MAX_BYTES = 64 << 10;

  static final String MANIFEST_CONTEXT = "foureyes-update-manifest-v1\n";
  static final String ROTATION_CONTEXT = "foureyes-root-rotation-v1\n";

  private static final int MAX_SIGNATURES = 4;
  private static final int MAX_ROTATIONS = 8;
  private static final int SHA256_BYTES = 32;
  private static final long MAX_ARTEFACT_BYTES = 256L << 20;
  private static final long MAX_UNPACKED_BYTES = 1L << 30;
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

  /** How far this machine's clock may be behind the signer's. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofHours(24);

  private final UpdateTrust trust;
  private final String platform;
  private final InstantSource clock;

  ManifestVerifier(UpdateTrust trust, String platform, InstantSource clock) {
    this.trust = trust;
    this.platform = platform;
    this.clock = clock;
  }

  /**
   * Reads a manifest that is to be believed.
   *
   * @param file the serialised {@link SignedUpdate}
   * @param installed the newest version on this machine
   */
  VerifiedUpdate verify(byte[] file, SoftwareVersion installed) throws UpdateRefusedException {
    if (trust.roots().isEmpty()) {
      throw new UpdateRefusedException(
          "this is a development build: no root key was pinned when it was built, so it believes no update");
    }
    SignedUpdate signed = envelope(file);
    byte[] bytes = signed.getManifest().toByteArray();
    List<RootKey> trusted = rotated(signed.getRotationsList());
    boolean isSigned =
        signed.getSignaturesList().stream()
            .anyMatch(signature -> isSigned(trusted, MANIFEST_CONTEXT, bytes, signature));
    if (!isSigned) {
      throw new UpdateRefusedException(
          "signature: none by a key that this build trusts (trusted: " + trusted + ")");
    }
    UpdateManifest manifest = manifest(bytes);
    checkPlace(manifest);
    checkTime(manifest);
    checkArtefact(manifest);
    return new VerifiedUpdate(
        newer(manifest.getVersion(), installed),
        manifest.getPlatform(),
        manifest.getArtefactName(),
        manifest.getArtefactBytes(),
        manifest.getArtefactSha256(),
        manifest.getUnpackedBytes());
  }

  private static SignedUpdate envelope(byte[] file) throws UpdateRefusedException {
    if (file.length > MAX_BYTES) {
      throw new UpdateRefusedException(
          "manifest: " + file.length + " bytes (expected: at most " + MAX_BYTES + ")");
    }
    SignedUpdate signed;
    try {
      signed = SignedUpdate.parseFrom(file);
    } catch (InvalidProtocolBufferException e) {
      throw new UpdateRefusedException("manifest: not readable: " + e.getMessage());
    }
    if (signed.getSignaturesCount() > MAX_SIGNATURES) {
      throw new UpdateRefusedException(
          "signatures: "
              + signed.getSignaturesCount()
              + " (expected: at most "
              + MAX_SIGNATURES
              + ")");
    }
    if (signed.getRotationsCount() > MAX_ROTATIONS) {
      throw new UpdateRefusedException(
          "rotations: "
              + signed.getRotationsCount()
              + " (expected: at most "
              + MAX_ROTATIONS
              + ")");
    }
    return signed;
  }

  /** The pinned keys, and those that they have named. A rotation by nobody known is passed over. */
  private List<RootKey> rotated(List<SignedRotation> rotations) throws UpdateRefusedException {
    List<RootKey> trusted = new ArrayList<>(trust.roots());
    for (SignedRotation each : rotations) {
      byte[] bytes = each.getRotation().toByteArray();
      if (isSigned(trusted, ROTATION_CONTEXT, bytes, each.getSignature())) {
        try {
          trusted.add(RootKey.of(RootRotation.parseFrom(bytes).getNextRoot().toByteArray()));
        } catch (InvalidProtocolBufferException e) {
          throw new UpdateRefusedException("rotation: not readable: " + e.getMessage());
        }
      }
    }
    return trusted;
  }

  private static boolean isSigned(
      List<RootKey> keys, String context, byte[] bytes, ByteString signature) {
    return keys.stream().anyMatch(key -> key.hasSigned(context, bytes, signature.toByteArray()));
  }

  private static UpdateManifest manifest(byte[] bytes) throws UpdateRefusedException {
    try {
      return UpdateManifest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UpdateRefusedException("manifest: not readable: " + e.getMessage());
    }
  }

  private void checkPlace(UpdateManifest manifest) throws UpdateRefusedException {
    if (!manifest.getPlatform().equals(platform)) {
      throw new UpdateRefusedException(
          "platform: " + manifest.getPlatform() + " (expected: " + platform + ")");
    }
    if (trust.channel().isEmpty() || !manifest.getChannel().equals(trust.channel())) {
      throw new UpdateRefusedException(
          "channel: " + manifest.getChannel() + " (expected: " + trust.channel() + ")");
    }
  }

  private void checkTime(UpdateManifest manifest) throws UpdateRefusedException {
    Instant now = clock.instant();
    Instant created = instant("created", manifest.hasCreated(), manifest.getCreated());
    Instant expires = instant("expires", manifest.hasExpires(), manifest.getExpires());
    if (!now.isBefore(expires)) {
      throw new UpdateRefusedException(
          "expires: " + expires + " is over; this machine's clock says " + now);
    }
    if (created.isAfter(now.plus(CLOCK_TOLERANCE))) {
      throw new UpdateRefusedException(
          "created: " + created + " is to come; this machine's clock says " + now);
    }
  }

  private static Instant instant(String field, boolean isGiven, Timestamp time)
      throws UpdateRefusedException {
    try {
      if (isGiven) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
      }
    } catch (java.time.DateTimeException | ArithmeticException e) {
      throw new UpdateRefusedException(field + ": " + time.getSeconds() + " s is not a time");
    }
    throw new UpdateRefusedException(field + ": not given (expected: a time)");
  }

  private static void checkArtefact(UpdateManifest manifest) throws UpdateRefusedException {
    if (!FILE_NAME.matcher(manifest.getArtefactName()).matches()) {
      throw new UpdateRefusedException(
          "artefact_name: " + manifest.getArtefactName() + " (expected: a plain file name)");
    }
    checkSize("artefact_bytes", manifest.getArtefactBytes(), MAX_ARTEFACT_BYTES);
    checkSize("unpacked_bytes", manifest.getUnpackedBytes(), MAX_UNPACKED_BYTES);
    if (manifest.getArtefactSha256().size() != SHA256_BYTES) {
      throw new UpdateRefusedException(
          "artefact_sha256: "
              + manifest.getArtefactSha256().size()
              + " bytes (expected: "
              + SHA256_BYTES
              + ")");
    }
  }

  private static void checkSize(String field, long bytes, long max) throws UpdateRefusedException {
    if (bytes < 1 || bytes > max) { // beyond 2^63 is negative
      throw new UpdateRefusedException(
          field + ": " + Long.toUnsignedString(bytes) + " (expected: 1 to " + max + ")");
    }
  }

  private static SoftwareVersion newer(String text, SoftwareVersion installed)
      throws UpdateRefusedException {
    SoftwareVersion version =
        SoftwareVersion.parse(text)
            .orElseThrow(() ->
                new UpdateRefusedException(
                    "version: " + text + " (expected: three numbers, for example 1.4.2)"));
    if (!version.isNewerThan(installed)) {
      throw new UpdateRefusedException(
          "version: " + version + " (expected: newer than " + installed + ", which is installed)");
    }
    return version;
  }
}
