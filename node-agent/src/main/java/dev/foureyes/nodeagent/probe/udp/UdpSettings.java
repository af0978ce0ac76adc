package dev.foureyes.nodeagent.probe.udp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.foureyes.model.text.BoundedPattern;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.text.HexText;
import dev.foureyes.nodeagent.probe.text.Patterns;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.UdpProbe;

/**
 * A UDP test's configuration, checked.
 *
 * @param payload never empty: Java sends no datagrams without content from connected sockets
 * @param attempts at least 1
 */
record UdpSettings(
    String host,
    int port,
    AddressFamily family,
    ByteString payload,
    Expectation expectation,
    int attempts) {

  private static final int MAX_PORT = 65535;
  private static final int MAX_HOST = 253;
  private static final int MAX_BYTES = 1_400;
  private static final int MAX_ATTEMPTS = 10;

  /** What an answer must hold. */
  sealed interface Expectation {}

  /** Nothing in particular. */
  record Anything() implements Expectation {}

  /** A match in its text. */
  record Match(BoundedPattern pattern) implements Expectation {}

  /** These bytes, somewhere. */
  record Bytes(ByteString bytes) implements Expectation {}

  static UdpSettings of(UdpProbe config) throws InvalidProbeException {
    String host = config.getHost();
    if (host.isBlank() || host.length() > MAX_HOST || host.contains("[")) {
      throw new InvalidProbeException(
          "udp.host: '"
              + host
              + "' (expected: a name or an address without brackets, at most 253 characters)");
    }
    range("udp.port", config.getPort(), 1, MAX_PORT);
    range("udp.attempts", config.getAttempts(), 0, MAX_ATTEMPTS);
    return new UdpSettings(
        host,
        config.getPort(),
        config.getAddressFamily(),
        payload(config),
        expectation(config),
        Math.max(1, config.getAttempts()));
  }

  private static void range(String field, int value, int first, int last)
      throws InvalidProbeException {
    if (value < first || value > last) {
      throw new InvalidProbeException(
          field
              + ": "
              + Integer.toUnsignedLong(value)
              + " (expected: "
              + first
              + " to "
              + last
              + ")");
    }
  }

  private static ByteString payload(UdpProbe config) throws InvalidProbeException {
    return switch (config.getPayloadCase()) {
      case TEXT -> {
        byte[] text = config.getText().getBytes(UTF_8);
        if (text.length < 1 || text.length > MAX_BYTES) {
          throw new InvalidProbeException(
              "udp.text: " + text.length + " bytes (expected: 1 to " + MAX_BYTES + ")");
        }
        yield ByteString.copyFrom(text);
      }
      case HEX -> ByteString.copyFrom(HexText.bytes("udp.hex", config.getHex(), 1, MAX_BYTES));
      case PAYLOAD_NOT_SET ->
          throw new InvalidProbeException("udp.text: none (expected: text or hex)");
    };
  }

  private static Expectation expectation(UdpProbe config) throws InvalidProbeException {
    return switch (config.getExpectCase()) {
      case MATCHES -> new Match(Patterns.compile("udp.matches", config.getMatches()));
      case CONTAINS_HEX ->
          new Bytes(
              ByteString.copyFrom(
                  HexText.bytes("udp.contains_hex", config.getContainsHex(), 1, MAX_BYTES)));
      case EXPECT_NOT_SET -> new Anything();
    };
  }
}
