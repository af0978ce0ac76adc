package dev.foureyes.nodeagent.probe.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All processes of one session of the kernel (setsid), which the browser and whatever it starts
 * share, also after a parent has died. Read from /proc, where that is readable for everybody, also
 * of processes in a sandbox.
 *
 * @param session number of the session, which is that of its first process
 */
record ProcessTree(long session) {

  private static final Path PROC = Path.of("/proc");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");
  private static final int SESSION_FIELD = 3; // after "pid (name)": state, parent, group, session
  private static final Pattern MEMORY =
      Pattern.compile("^Rss(?:Anon|Shmem):\\s+(\\d{1,15}) kB$", Pattern.MULTILINE);
  private static final long KIBI = 1024;

  /** Those that are there, zombies left out. */
  List<Long> processes() {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (NUMBER.matcher(name).matches() && belongs(text(entry.resolve("stat")))) {
          found.add(Long.parseLong(name));
        }
      }
    } catch (IOException e) {
      return found; // /proc was there a moment ago
    }
    return found;
  }

  private boolean belongs(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length > SESSION_FIELD
        && fields[SESSION_FIELD].equals(String.valueOf(session))
        && !fields[0].equals("Z");
  }

  /**
   * Memory that is theirs: without what is mapped from files, which all browsers of the machine
   * share.
   */
  long memoryBytes() {
    long bytes = 0;
    for (long process : processes()) {
      Matcher matcher = MEMORY.matcher(text(PROC.resolve(process + "/status")));
      while (matcher.find()) {
        bytes += Long.parseLong(matcher.group(1)) * KIBI;
      }
    }
    return bytes;
  }

  /** Kills them all, once; whoever is started meanwhile is found by the next call. */
  void kill() {
    for (long process : processes()) {
      ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has just ended
    }
  }
}
