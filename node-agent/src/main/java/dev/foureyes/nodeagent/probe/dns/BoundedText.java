package dev.foureyes.nodeagent.probe.dns;

import java.util.regex.Pattern;

/**
 * Text that can be looked at only so often. There are regular expressions that try an exponential
 * number of ways through a text of thirty characters; such a search ends here without a match.
 */
final class BoundedText implements CharSequence {

  private static final int MAX_LOOKS = 200_000;

  private final String text;
  private int looks;

  private BoundedText(String text) {
    this.text = text;
  }

  private static final class TooManyLooksException extends RuntimeException {
    TooManyLooksException() {
      super("the search takes too long", null, false, false);
    }
  }

  /** Whether there is a match within the text; false when that cannot be found out in time. */
  static boolean find(Pattern pattern, String text) {
    try {
      return pattern.matcher(new BoundedText(text)).find();
    } catch (TooManyLooksException | StackOverflowError e) {
      return false;
    }
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (++looks > MAX_LOOKS) {
      throw new TooManyLooksException();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
