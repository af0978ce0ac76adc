package dev.foureyes.nodeagent.probe.json;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSONPath of RFC 9535's child and descendant segments with one name, index or wildcard each.
 *
 * <pre>
 * $.items[0].name   $['a b'][*]   $..id
 * </pre>
 */
public final class JsonPath {

  /** What a path must be, for messages. */
  public static final String EXPECTED =
      "a JSONPath of names, indexes, wildcards and descendants, at most 256 characters, for example"
          + " $.items[0].name";

  private static final int MAX_CHARS = 256;
  private static final int MAX_SEGMENTS = 32;
  private static final Pattern SEGMENT =
      Pattern.compile(
          "(?<deep>\\.\\.)?+(?:(?<dot>\\.)?+(?<name>[A-Za-z_\\x80-\\uffff][A-Za-z0-9_\\x80-\\uffff]*+|\\*)"
              + "|\\[(?:'(?<single>(?:[^'\\\\]|\\\\['\\\\])*+)'|\"(?<double>(?:[^\"\\\\]|\\\\[\"\\\\])*+)\""
              + "|(?<index>0|[1-9][0-9]{0,8})|(?<all>\\*))\\])");

  private final List<Segment> segments;

  /**
   * One step down.
   *
   * @param deep whether it may be any number of steps further down
   * @param selector what of the children it takes
   */
  record Segment(boolean deep, Selector selector) {}

  /** What of a value's children is taken. */
  sealed interface Selector {}

  record Name(String name) implements Selector {}

  record Index(int index) implements Selector {}

  record All() implements Selector {}

  private JsonPath(List<Segment> segments) {
    this.segments = List.copyOf(segments);
  }

  /**
   * The path.
   *
   * @throws IllegalArgumentException when it is none; the message says where
   */
  public static JsonPath parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException("it has " + text.length() + " characters");
    }
    if (!text.startsWith("$")) {
      throw new IllegalArgumentException("it does not begin with $");
    }
    List<Segment> segments = new ArrayList<>();
    Matcher matcher = SEGMENT.matcher(text);
    int at = 1;
    while (at < text.length()) {
      boolean isSegment = matcher.region(at, text.length()).lookingAt();
      boolean hasDot = isSegment && matcher.group("dot") != null;
      boolean isDeep = isSegment && matcher.group("deep") != null;
      boolean isBare = isSegment && matcher.group("name") != null;
      if (!isSegment || (isBare && isDeep == hasDot)) {
        throw new IllegalArgumentException("position " + at + " is none of its segments");
      }
      if (segments.size() == MAX_SEGMENTS) {
        throw new IllegalArgumentException("it has more than " + MAX_SEGMENTS + " segments");
      }
      segments.add(new Segment(isDeep, selector(matcher)));
      at = matcher.end();
    }
    return new JsonPath(segments);
  }

  private static Selector selector(Matcher matcher) {
    String index = matcher.group("index");
    String name = matcher.group("name");
    if (index != null) {
      return new Index(Integer.parseInt(index));
    }
    if (matcher.group("all") != null || "*".equals(name)) {
      return new All();
    }
    if (name != null) {
      return new Name(name);
    }
    String quoted =
        matcher.group("single") != null ? matcher.group("single") : matcher.group("double");
    return new Name(String.valueOf(quoted).replaceAll("\\\\(.)", "$1"));
  }

  List<Segment> segments() {
    return segments;
  }
}
