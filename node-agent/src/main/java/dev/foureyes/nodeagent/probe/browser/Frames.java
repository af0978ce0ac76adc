package dev.foureyes.nodeagent.probe.browser;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Messages of a pipe: texts in UTF-8, each ended by a zero byte. */
final class Frames {

  /**
   * Largest message that is kept; a page can make the browser report as much as it likes, and the
   * node has little memory. Longer ones are passed over.
   */
  static final int MAX_BYTES = 2 << 20;

  private static final int CHUNK = 64 << 10;

  private final InputStream in;
  private final int maxBytes;
  private byte[] buffer = new byte[CHUNK];
  private int start;
  private int end;

  Frames(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** A text as it is sent. */
  static byte[] of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1); // ends with 0
  }

  /** The next message; absent when the other side has closed the pipe. */
  Optional<String> next() throws IOException {
    int searched = start;
    boolean isTooLong = false;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == 0) {
          String message = new String(buffer, start, i - start, StandardCharsets.UTF_8);
          start = i + 1;
          if (!isTooLong) {
            return Optional.of(message);
          }
          isTooLong = false; // its end was reached
        }
      }
      if (end - start > maxBytes) {
        isTooLong = true;
      }
      if (isTooLong) {
        start = end; // nothing of it is kept
      }
      makeRoom(end - start);
      searched = end;
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return Optional.empty(); // what is left is no whole message
      }
      end += read;
    }
  }

  /** The rest moves to the front; a buffer that a large message needed is not kept. */
  private void makeRoom(int length) {
    boolean isTooLarge = buffer.length > CHUNK && length < CHUNK / 2;
    int size = isTooLarge ? CHUNK : length > buffer.length / 2 ? buffer.length * 2 : buffer.length;
    byte[] room = size == buffer.length ? buffer : new byte[size];
    System.arraycopy(buffer, start, room, 0, length);
    buffer = room;
    start = 0;
    end = length;
  }
}
