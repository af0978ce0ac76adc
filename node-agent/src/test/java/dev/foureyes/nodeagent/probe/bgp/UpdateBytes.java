package dev.foureyes.nodeagent.probe.bgp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Messages as a peer sends them. The node itself has nothing of the kind. */
final class UpdateBytes {

  static final byte[] IPV4_END_OF_RIB = update(new byte[0], new byte[0], new byte[0]);
  static final byte[] IPV6_END_OF_RIB = update(new byte[0], hex("800f03000201"), new byte[0]);

  private UpdateBytes() {}

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  static byte[] message(int type, byte[] body) {
    byte[] marker = new byte[16];
    Arrays.fill(marker, (byte) 0xff);
    return ByteBuffer.allocate(19 + body.length)
        .put(marker)
        .putShort((short) (19 + body.length))
        .put((byte) type)
        .put(body)
        .array();
  }

  static byte[] update(byte[] withdrawn, byte[] attributes, byte[] prefixes) {
    return message(
        2,
        ByteBuffer.allocate(4 + withdrawn.length + attributes.length + prefixes.length)
            .putShort((short) withdrawn.length)
            .put(withdrawn)
            .putShort((short) attributes.length)
            .put(attributes)
            .put(prefixes)
            .array());
  }

  /** ORIGIN, AS_PATH with 4-octet numbers and NEXT_HOP. */
  static byte[] attributes(int... path) {
    ByteBuffer attributes = ByteBuffer.allocate(16 + 4 * path.length);
    attributes.put(hex("400101004002")).put((byte) (2 + 4 * path.length));
    attributes.put((byte) 2).put((byte) path.length);
    for (int as : path) {
      attributes.putInt(as);
    }
    return attributes.put(hex("400304c0000201")).array();
  }

  static byte[] announce(String prefix, int... path) {
    return update(new byte[0], attributes(path), prefix(prefix));
  }

  static byte[] withdraw(String prefix) {
    return update(prefix(prefix), new byte[0], new byte[0]);
  }

  /** Of IPv4, as it travels. */
  static byte[] prefix(String text) {
    Prefix prefix = Prefix.parse(text);
    int octets = (prefix.length() + 7) / 8;
    byte[] all = ByteBuffer.allocate(9).put((byte) prefix.length()).putLong(prefix.high()).array();
    return Arrays.copyOf(all, 1 + octets);
  }

  /** An OPEN with 4-octet numbers, both families, extended messages and graceful restart. */
  static byte[] open(int as, int holdTimeS) {
    byte[] capabilities = hex("010400010001 010400020001 0600 40020078 4104");
    return message(
        1,
        ByteBuffer.allocate(12 + capabilities.length + 4)
            .put((byte) 4)
            .putShort((short) 23456)
            .putShort((short) holdTimeS)
            .putInt(0xc0000201)
            .put((byte) (capabilities.length + 6))
            .put((byte) 2)
            .put((byte) (capabilities.length + 4))
            .put(capabilities)
            .putInt(as)
            .array());
  }

  static byte[] keepalive() {
    return message(4, new byte[0]);
  }

  static byte[] notification(int code, int subcode, String text) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(code);
    body.write(subcode);
    if (!text.isEmpty()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      body.write(bytes.length);
      body.writeBytes(bytes);
    }
    return message(3, body.toByteArray());
  }

  /**
   * What bird sent once.
   *
   * @param section "4-octet" or "2-octet"
   */
  static List<byte[]> recorded(String section) {
    List<byte[]> messages = new ArrayList<>();
    boolean isIn = false;
    try (InputStream in = UpdateBytes.class.getResourceAsStream("/bgp/updates.hex")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("#")) {
          isIn = line.equals("# " + section);
        } else if (isIn) {
          messages.add(hex(line));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return messages;
  }
}
