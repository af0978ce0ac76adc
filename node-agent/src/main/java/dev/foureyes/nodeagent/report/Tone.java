package dev.foureyes.nodeagent.report;

/** What a colour means. */
public enum Tone {
  GOOD("32"),
  FAIR("33"),
  BAD("31"),
  STRONG("1"),
  QUIET("2");

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  /** Its parameter of the control sequence SGR (ECMA-48, 8.3.117). */
  String code() {
    return code;
  }
}
