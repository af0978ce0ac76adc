package dev.foureyes.stores.sqlite;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/** Where a page of results ended: the key of its last row. */
record PageToken(long due, long series, long incarnation, long seq) {

  private static final int BYTES = 4 * Long.BYTES;

  /**
   * Reads a token; empty for no text, which is the first page.
   *
   * @throws IllegalArgumentException when it is none of ours
   */
  static Optional<PageToken> parse(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
    if (bytes.length != BYTES) {
      throw wrong(text);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return Optional.of(
        new PageToken(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong()));
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "page_token: \"" + text + "\" (expected: the next_page_token of the page before)");
  }

  @Override
  public String toString() {
    ByteBuffer buffer =
        ByteBuffer.allocate(BYTES).putLong(due).putLong(series).putLong(incarnation).putLong(seq);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
  }
}
