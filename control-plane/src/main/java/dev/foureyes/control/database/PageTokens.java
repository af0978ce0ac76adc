package dev.foureyes.control.database;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.request.Violations;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Tokens of pages: where the page before ended, so that what comes and goes meanwhile neither hides
 * nor repeats an entry.
 */
public final class PageTokens {

  /** Entries of a page for which none was asked. */
  public static final int DEFAULT_PAGE = 100;

  private static final int MAX_PAGE = 500;

  /**
   * A place in a list that is ordered by time and id, newest first: right behind the entry with
   * these.
   *
   * @param millis since 1970
   */
  public record Place(long millis, String id) {

    private static final Place NEWEST = new Place(Long.MAX_VALUE, "");

    public static Place of(Timestamp time, String id) {
      return new Place(Timestamps.toMillis(time), id);
    }
  }

  private PageTokens() {}

  /**
   * How many entries a page has.
   *
   * @throws io.grpc.StatusRuntimeException when the size is out of bounds
   */
  public static int pageSize(int requested, int ifNone) {
    if (requested < 0 || requested > MAX_PAGE) {
      throw Violations.of("page_size", Integer.toUnsignedLong(requested), "0 to " + MAX_PAGE);
    }
    return requested == 0 ? ifNone : requested;
  }

  /** For pages that are ordered by text: the last entry's. */
  public static String encode(String last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.getBytes(StandardCharsets.UTF_8));
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
      throw notOurs(token);
    }
  }

  public static String encode(Place last) {
    return encode(last.millis() + "/" + last.id());
  }

  /**
   * The last entry's place; before the newest for no token.
   *
   * @throws io.grpc.StatusRuntimeException when the token is none of ours
   */
  public static Place decodePlace(String token) {
    if (token.isEmpty()) {
      return Place.NEWEST;
    }
    String place = decode(token);
    int slash = place.indexOf('/');
    try {
      return new Place(
          Long.parseLong(place.substring(0, Math.max(0, slash))), place.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw notOurs(token);
    }
  }

  private static StatusRuntimeException notOurs(String token) {
    return Violations.of("page_token", token, "the next_page_token of the page before");
  }
}
