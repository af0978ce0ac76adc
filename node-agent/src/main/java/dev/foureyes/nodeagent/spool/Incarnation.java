package dev.foureyes.nodeagent.spool;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Identity of a log.
 *
 * @param bytes 16 random bytes
 */
public record Incarnation(ByteString bytes) {

  static final int BYTES = 16;

  public Incarnation {
    if (bytes.size() != BYTES) {
      throw new IllegalArgumentException(
          "incarnation: " + bytes.size() + " bytes (expected: " + BYTES + ")");
    }
  }

  static Incarnation random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Incarnation(ByteString.copyFrom(bytes));
  }

  /**
   * The incarnation of this name.
   *
   * @throws IllegalArgumentException when it is not 32 hexadecimal digits
   */
  static Incarnation parse(String hex) {
    return new Incarnation(ByteString.copyFrom(HexFormat.of().parseHex(hex)));
  }

  /** 32 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  @Override
  public String toString() {
    return hex();
  }
}
