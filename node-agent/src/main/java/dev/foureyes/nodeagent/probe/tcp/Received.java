package dev.foureyes.nodeagent.probe.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.nodeagent.probe.text.ShownText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/** What a peer has sent, decoded as it comes: what no match has used up yet, and the beginning. */
final class Received {

  /** Most characters that are kept while no match uses them up. */
  static final int MAX_PENDING = 16_384;

  private final CharsetDecoder decoder =
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final StringBuilder pending = new StringBuilder();
  private final StringBuilder first = new StringBuilder();
  private ByteBuffer undecoded = ByteBuffer.allocate(0);
  private long bytes;

  /** Adds what came. */
  void add(byte[] buffer, int count) {
    bytes += count;
    ByteBuffer in = ByteBuffer.allocate(undecoded.remaining() + count);
    in.put(undecoded).put(buffer, 0, count).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, false);
    undecoded = in; // a character whose end is still to come
    out.flip();
    pending.append(out);
    first.append(out, 0, Math.min(out.length(), ShownText.MAX_RECEIVED - first.length()));
  }

  StringBuilder pending() {
    return pending;
  }

  boolean isFull() {
    return pending.length() >= MAX_PENDING;
  }

  /** What was searched up to here is not searched again. */
  void use(int characters) {
    pending.delete(0, characters);
  }

  /** Nothing of what came before is to be taken for what comes now. */
  void forget() {
    pending.setLength(0);
    undecoded = ByteBuffer.allocate(0);
    decoder.reset();
  }

  /** All that came, used up or not. */
  long bytes() {
    return bytes;
  }

  String firstText() {
    return ShownText.received(first);
  }
}
