package dev.foureyes.nodeagent.update;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version, for example 1.4.2. Also the name of its directory, hence the strict form. */
record SoftwareVersion(int major, int minor, int patch) implements Comparable<SoftwareVersion> {

  private static final String NUMBER = "(0|[1-9]\\d{0,5})";
  private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER);
  private static final Comparator<SoftwareVersion> ORDER =
      Comparator.comparingInt(SoftwareVersion::major)
          .thenComparingInt(SoftwareVersion::minor)
          .thenComparingInt(SoftwareVersion::patch);

  /** The version that a text names; absent when it is not one. */
  static Optional<SoftwareVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new SoftwareVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }

  boolean isNewerThan(SoftwareVersion other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(SoftwareVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
