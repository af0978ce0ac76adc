package dev.foureyes.nodeagent.identity;

import com.google.protobuf.ByteString;
import java.util.Base64;

/**
 * A token, {@code fee.SECRET.PIN}, both parts 32 bytes in base64url without padding.
 *
 * @param secret the secret part as it is sent
 * @param pin SHA-256 of the SubjectPublicKeyInfo of the authority that the gateway's certificate
 *     leads to; never sent
 */
public record EnrolmentToken(String secret, ByteString pin) {

  private static final String PREFIX = "fee";
  private static final int PART_BYTES = 32;

  /**
   * Reads a token.
   *
   * @throws IllegalArgumentException when it is none; the message does not repeat it, since it is a
   *     secret
   */
  public static EnrolmentToken parse(String text) {
    String[] parts = text.strip().split("\\.", -1);
    if (parts.length != 3 || !parts[0].equals(PREFIX)) {
      throw new IllegalArgumentException(
          "text of "
              + text.strip().length()
              + " characters (expected: fee.SECRET.PIN, as the server shows it)");
    }
    decode("secret", parts[1]);
    return new EnrolmentToken(parts[1], decode("pin", parts[2]));
  }

  private static ByteString decode(String name, String part) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      if (bytes.length == PART_BYTES) {
        return ByteString.copyFrom(bytes);
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new IllegalArgumentException(
        name
            + " of "
            + part.length()
            + " characters (expected: "
            + PART_BYTES
            + " bytes in base64url, 43 characters)");
  }

  @Override
  public String toString() {
    return PREFIX + ".*****";
  }
}
