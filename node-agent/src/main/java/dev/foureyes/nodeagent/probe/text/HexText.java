package dev.foureyes.nodeagent.probe.text;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import java.util.HexFormat;

/** Bytes that a configuration writes as pairs of hexadecimal digits. */
public final class HexText {

  private HexText() {}

  /**
   * The bytes.
   *
   * @param field its name, for the message
   * @throws InvalidProbeException when they are none, or not so many
   */
  public static byte[] bytes(String field, String text, int least, int most)
      throws InvalidProbeException {
    String expected =
        " (expected: " + least + " to " + most + " bytes as pairs of hexadecimal digits)";
    try {
      byte[] bytes = HexFormat.of().parseHex(text);
      if (bytes.length >= least && bytes.length <= most) {
        return bytes;
      }
      throw new InvalidProbeException(field + ": " + bytes.length + " bytes" + expected);
    } catch (IllegalArgumentException e) {
      throw new InvalidProbeException(field + ": " + ShownText.quoted(text) + expected);
    }
  }
}
