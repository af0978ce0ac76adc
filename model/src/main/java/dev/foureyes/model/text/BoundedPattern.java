package dev.foureyes.model.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A regular expression of RE2's language whose search costs no more than text times pattern, in
 * memory that the pattern bounds. Java's own expressions can take for ever on a text that the peer
 * chooses.
 *
 * <p>RE2/J bounds neither the size of {@code ((a{1000}){1000}){1000}} nor the time of a search, so
 * both are bounded here.
 */
public final class BoundedPattern {

  /** Most characters of a pattern. */
  public static final int MAX_CHARS = 1_000;

  /** What a pattern must be, for messages. */
  public static final String EXPECTED =
      "a pattern of RE2's syntax, at most "
          + MAX_CHARS
          + " characters, and at most "
          + PatternSize.MAX
          + " elements when its repetitions are written out";

  private final Pattern pattern;

  private BoundedPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Where a pattern was found.
   *
   * @param end position after the last character
   */
  public record Found(int start, int end) {}

  /**
   * A pattern.
   *
   * @throws IllegalArgumentException when it is none, or too large; the message says why
   */
  public static BoundedPattern compile(String text) {
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException("it has " + text.length() + " characters");
    }
    if (!PatternSize.isBounded(text)) {
      throw new IllegalArgumentException("its repetitions are too many, or it has a \\Q");
    }
    try {
      return new BoundedPattern(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(String.valueOf(e.getDescription()), e);
    }
  }

  /** Why a text is no such pattern; absent when it is one. */
  public static Optional<String> problem(String text) {
    try {
      var _ = compile(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Searches from the start of the text.
   *
   * @param isOver asked now and then; true ends the search
   * @return the first match; absent when there is none
   * @throws TimeoutException when the search was ended
   */
  public Optional<Found> find(CharSequence text, BooleanSupplier isOver) throws TimeoutException {
    try {
      Matcher matcher = pattern.matcher(new Watched(text, isOver));
      return matcher.find()
          ? Optional.of(new Found(matcher.start(), matcher.end()))
          : Optional.empty();
    } catch (OverException e) {
      throw new TimeoutException("the search for " + pattern + " took too long");
    }
  }

  @Override
  public String toString() {
    return pattern.toString();
  }

  private static final class OverException extends RuntimeException {
    OverException() {
      super("over", null, false, false);
    }
  }

  /** A text that is asked for each of its characters, and stops the search when time is over. */
  private static final class Watched implements CharSequence {

    private static final int MASK = 0x3f; // a large pattern takes its time for each character

    private final CharSequence text;
    private final BooleanSupplier isOver;
    private int reads;

    Watched(CharSequence text, BooleanSupplier isOver) {
      this.text = text;
      this.isOver = isOver;
    }

    @Override
    public char charAt(int index) {
      if ((++reads & MASK) == 0 && isOver.getAsBoolean()) {
        throw new OverException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
