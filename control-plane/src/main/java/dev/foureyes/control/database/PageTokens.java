package dev.foureyes.control.database;

import dev.foureyes.model.request.Violations;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tokens of pages that are ordered by text: the last entry's text. */
public final class PageTokens {

  /** Entries of a page for which none was asked. */
  public static final int DEFAULT_PAGE = 100;

  private static final int MAX_PAGE = 500;

  private PageTokens() {}

  /**
   * How many entries to read: the page's, and one more to see whether there is a next.
   *
   * @throws io.grpc.StatusRuntimeException when the size is out of bounds
   */
  public static int pageSize(int requested, int ifNone) {
    if (requested < 0 || requested > MAX_PAGE) {
      throw Violations.of("page_size", Integer.toUnsignedLong(requested), "0 to " + MAX_PAGE);
    }
    return requested == 0 ? ifNone : requested;
  }

  public static String encode(String last) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The last entry's text; empty for no token.
   *
   * @throws io.grpc.StatusRuntimeException when the token is none of ours
   */
  public static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Violations.of("page_token", token, "the next_page_token of the page before");
    }
  }
}
