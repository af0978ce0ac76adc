package dev.foureyes.control.assignment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys that two nodes share for one test: derived from the installation's own secret
 * (HMAC-SHA-256), so that none has to be kept.
 *
 * <p>The secret is made at the first start, in a file of mode 0600 and nowhere else. Without it
 * nobody can make a key; a new one gives all pairs other keys, and nodes are told.
 */
public final class PairKeys {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SECRET_BYTES = 32;

  private final SecretKeySpec secret;

  /** A key: 32 bytes as four words, the first byte highest. */
  record Key(long first, long second, long third, long fourth) {}

  PairKeys(byte[] secret) {
    this.secret = new SecretKeySpec(secret, ALGORITHM);
  }

  /**
   * Those of the secret in this file; it is made when missing.
   *
   * @throws UncheckedIOException when it cannot be read or written, or is none
   */
  public static PairKeys open(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      byte[] secret = HexFormat.of().parseHex(Files.readString(file).strip());
      if (secret.length != SECRET_BYTES) {
        throw new IOException(secret.length + " bytes (expected: " + SECRET_BYTES + ")");
      }
      return new PairKeys(secret);
    } catch (IOException e) {
      throw new UncheckedIOException("secret of keys between nodes: " + file, e);
    } catch (IllegalArgumentException e) {
      throw new UncheckedIOException(
          "secret of keys between nodes: " + file,
          new IOException("not the file that FourEyes wrote", e));
    }
  }

  /** A crash leaves either no file or the whole of it. */
  private static void create(Path file) throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path temporary =
        Files.createTempFile(
            directory,
            ".new-",
            ".key",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, HexFormat.of().formatHex(secret) + "\n");
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * The key of a pair.
   *
   * @param parts what it is for, from the organisation to both nodes; none has a line break
   */
  Key derive(List<String> parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      String text = "foureyes agent-to-agent 1\n" + String.join("\n", parts);
      ByteBuffer key = ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      return new Key(key.getLong(), key.getLong(), key.getLong(), key.getLong());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
