package dev.foureyes.nodeagent.doctor;

import dev.foureyes.nodeagent.doctor.Finding.Status;
import dev.foureyes.nodeagent.report.Style;
import dev.foureyes.nodeagent.report.Tone;
import java.util.List;
import java.util.Locale;

/** What was found, for people. */
public final class Findings {

  private static final int SUBJECT = 16;
  private static final int STATUS = 9;

  private Findings() {}

  /** Whether nothing is missing that a node cannot run without. */
  public static boolean allowsANode(List<Finding> findings) {
    return findings.stream()
        .noneMatch(finding -> finding.needed() && finding.status() == Status.NO);
  }

  /** A row for each, with the advice below it; ends with what it comes to. */
  public static String text(List<Finding> findings, Style style) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(pad(finding.subject(), SUBJECT))
          .append(style.paint(tone(finding.status()), pad(word(finding.status()), STATUS)))
          .append(Style.shown(finding.found()))
          .append('\n');
      if (!finding.advice().isEmpty()) {
        text.repeat(' ', SUBJECT + STATUS)
            .append(style.paint(Tone.QUIET, Style.shown(finding.advice())))
            .append('\n');
      }
    }
    return text.append('\n').append(summary(findings, style)).append('\n').toString();
  }

  private static String summary(List<Finding> findings, Style style) {
    List<String> missing =
        findings.stream()
            .filter(finding -> finding.needed() && finding.status() == Status.NO)
            .map(Finding::subject)
            .toList();
    return missing.isEmpty()
        ? style.paint(Tone.GOOD, "A node can run here.")
        : style.paint(
            Tone.BAD, "A node cannot run here; missing: " + String.join(", ", missing) + ".");
  }

  private static Tone tone(Status status) {
    return switch (status) {
      case OK -> Tone.GOOD;
      case LIMITED -> Tone.FAIR;
      case NO -> Tone.BAD;
    };
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
