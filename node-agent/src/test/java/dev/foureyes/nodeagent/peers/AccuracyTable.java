package dev.foureyes.nodeagent.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Our figures beside those of other tools: {@code target/accuracy.txt} has a section for each test
 * class, which another run of that class replaces.
 */
public final class AccuracyTable {

  private static final Path FILE = Path.of("target", "accuracy.txt");
  private static final String HEAD = "== ";

  private final String section;
  private final List<String> lines = new ArrayList<>();

  public AccuracyTable(String section) {
    this.section = HEAD + section;
  }

  public void line(String line) {
    lines.add(line);
  }

  /** Leaves the sections of other classes as they are. */
  public void write() throws IOException {
    List<String> all = new ArrayList<>();
    boolean isOwn = false;
    for (String each : Files.exists(FILE) ? Files.readAllLines(FILE) : List.<String>of()) {
      isOwn = each.startsWith(HEAD) ? each.equals(section) : isOwn;
      if (!isOwn) {
        all.add(each);
      }
    }
    all.add(section);
    all.addAll(lines);
    Files.write(FILE, all);
  }
}
