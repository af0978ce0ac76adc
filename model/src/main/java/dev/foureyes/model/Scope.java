package dev.foureyes.model;

import java.util.regex.Pattern;

/**
 * Whose data a caller may see and change. Every method of a repository and every query takes one,
 * so that none can forget it; it is made only where a caller is identified.
 *
 * @param org the organisation: 1 to 63 lower-case letters, digits and hyphens
 */
public record Scope(String org) {

  /** The organisation of an installation that has only one. */
  public static final String DEFAULT_ORG = "default";

  private static final Pattern ORG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public Scope {
    if (!ORG.matcher(org).matches()) {
      throw new IllegalArgumentException(
          "org: \"" + org + "\" (expected: 1 to 63 lower-case letters, digits and hyphens)");
    }
  }
}
