import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.foureyes.proto.node.v1.RootRotation;
import dev.foureyes.proto.node.v1.SignedRotation;
import dev.foureyes.proto.node.v1.SignedUpdate;
import dev.foureyes.proto.node.v1.UpdateManifest;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Makes NAME.update beside an artefact; see release/sign.sh, which runs it. */
final class Sign {

  public static void main(String[] arguments) throws Exception {
    List<Path> keys = new ArrayList<>();
    List<Path> rotations = new ArrayList<>();
    String channel = "stable";
    int days = 30;
    List<String> words = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--key" -> keys.add(Path.of(arguments[++i]));
        case "--rotation" -> rotations.add(Path.of(arguments[++i]));
        case "--channel" -> channel = arguments[++i];
        case "--days" -> days = Integer.parseInt(arguments[++i]);
        default -> words.add(arguments[i]);
      }
    }
    if (keys.isEmpty() || words.size() < 2) {
      throw new IllegalArgumentException("arguments (expected: as release/sign.sh says)");
    }
    switch (words.getFirst()) {
      case "update" -> update(Path.of(words.get(1)), keys, rotations, channel, days);
      case "rotation" -> rotation(words.get(1), keys.getFirst(), Path.of(words.get(2)));
      default -> throw new IllegalArgumentException(words.getFirst());
    }
  }

  private static void update(
      Path artefact, List<Path> keys, List<Path> rotations, String channel, int days) throws Exception {
    String[] label = label(artefact);
    Instant now = Instant.now();
    byte[] manifest =
        UpdateManifest.newBuilder()
            .setVersion(label[0])
            .setPlatform(label[1])
            .setChannel(channel)
            .setCreated(time(now))
            .setExpires(time(now.plus(Duration.ofDays(days))))
            .setArtefactName(artefact.getFileName().toString())
            .setArtefactBytes(Files.size(artefact))
            .setArtefactSha256(ByteString.copyFrom(sha256(artefact)))
            .setUnpackedBytes(Long.parseLong(label[2]))
            .build()
            .toByteArray();
    SignedUpdate.Builder signed = SignedUpdate.newBuilder().setManifest(ByteString.copyFrom(manifest));
    for (Path key : keys) {
      signed.addSignatures(sign(key, "foureyes-update-manifest-v1\n", manifest));
    }
    for (Path rotation : rotations) {
      signed.addRotations(SignedRotation.parseFrom(Files.readAllBytes(rotation)));
    }
    Path file =
        artefact.resolveSibling(artefact.getFileName().toString().replaceAll("(\\.image)?\\.tar\\.gz$", "") + ".update");
    Files.write(file, signed.build().toByteArray());
    System.out.println(file + ": " + label[0] + " " + label[1] + " " + channel + ", good for " + days + " days");
  }

  private static void rotation(String hex, Path key, Path file) throws Exception {
    byte[] rotation =
        RootRotation.newBuilder()
            .setNextRoot(ByteString.copyFrom(HexFormat.of().parseHex(hex)))
            .setCreated(time(Instant.now()))
            .build()
            .toByteArray();
    Files.write(
        file,
        SignedRotation.newBuilder()
            .setRotation(ByteString.copyFrom(rotation))
            .setSignature(sign(key, "foureyes-root-rotation-v1\n", rotation))
            .build()
            .toByteArray());
    System.out.println(file + ": " + hex + " may sign from now on");
  }

  private static ByteString sign(Path pem, String context, byte[] bytes) throws Exception {
    String base64 = Files.readString(pem).replaceAll("-----[^-]+-----|\\s", "");
    PrivateKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(context.getBytes(StandardCharsets.US_ASCII));
    signature.update(bytes);
    return ByteString.copyFrom(signature.sign());
  }

  /** Version and platform by the image's VERSION, and the size of all its files. */
  private static String[] label(Path artefact) throws Exception {
    String label = "";
    long total = 0;
    try (InputStream tar = new GZIPInputStream(Files.newInputStream(artefact))) {
      for (byte[] block = tar.readNBytes(512); block.length == 512 && block[0] != 0; block = tar.readNBytes(512)) {
        String name = new String(block, 0, 100, StandardCharsets.ISO_8859_1).replaceAll("\0.*", "");
        long size = Long.parseLong(new String(block, 124, 11, StandardCharsets.ISO_8859_1).strip(), 8);
        total += size;
        if (name.equals("VERSION") && block[345] == 0) {
          byte[] content = tar.readNBytes((int) size);
          label = new String(content, StandardCharsets.UTF_8).strip();
          tar.skipNBytes(Math.floorMod(-size, 512L));
        } else {
          tar.skipNBytes((size + 511) / 512 * 512);
        }
      }
    }
    String[] words = label.split(" ");
    if (words.length != 2) {
      throw new IllegalArgumentException(artefact + ": no VERSION in it (expected: an image that package.sh made)");
    }
    return new String[] {words[0], words[1], String.valueOf(total)};
  }

  private static byte[] sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return digest.digest();
  }

  private static Timestamp time(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
  }

  private Sign() {}
}
