package dev.foureyes.nodeagent.probe.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Chromium on this machine, and who it runs as.
 *
 * @param program the browser itself, not a script that starts it
 * @param otherUser who it runs as when the node is root; absent when it runs as the node does
 */
record Chromium(Path program, Optional<User> otherUser) {

  private static final List<String> USUAL =
      List.of(
          "usr/lib/chromium/chromium",
          "usr/lib64/chromium-browser/chromium-browser",
          "usr/lib/chromium-browser/chromium-browser",
          "opt/google/chrome/chrome",
          "opt/chromium.org/chromium/chromium");
  private static final String ADVICE =
      "install Chromium (Debian: apt install chromium), or name it with --chromium FILE";

  /** Numbers of a user of this machine. */
  record User(String name, long uid, long gid) {}

  /** There is none that can be used. */
  static final class AbsentException extends Exception {

    private final String advice;

    AbsentException(String message, String advice) {
      super(message);
      this.advice = advice;
    }

    String advice() {
      return advice;
    }
  }

  /**
   * Looks for it; starts nothing.
   *
   * @param root the directory that is "/"; another in tests
   * @throws AbsentException when there is none, or none that may be started
   */
  static Chromium find(BrowserSettings settings, Path root) throws AbsentException {
    if (!Files.isDirectory(root.resolve("proc/self"))) {
      throw new AbsentException(
          "a browser needs Linux: its processes are watched by /proc", "run the node on Linux");
    }
    Path program = program(settings, root);
    return new Chromium(
        program, isRoot(root) ? Optional.of(user(settings.user(), root)) : Optional.empty());
  }

  private static Path program(BrowserSettings settings, Path root) throws AbsentException {
    if (settings.chromium().isPresent()) {
      Path named = settings.chromium().get();
      if (!Files.isExecutable(named) || Files.isDirectory(named)) {
        throw new AbsentException(
            named + " is not a program that can be started", "name another with --chromium FILE");
      }
      return named;
    }
    return USUAL.stream()
        .map(root::resolve)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new AbsentException(
                "no Chromium in the usual places (/" + String.join(", /", USUAL) + ")", ADVICE));
  }

  private static boolean isRoot(Path root) {
    return lines(root.resolve("proc/self/status")).stream()
        .filter(line -> line.startsWith("Uid:"))
        .map(line -> line.split("\\s+", -1))
        .anyMatch(words -> words.length > 2 && words[2].equals("0"));
  }

  /** Root's browser would be root in everybody's web pages. */
  private static User user(String name, Path root) throws AbsentException {
    List<String> entry =
        lines(root.resolve("etc/passwd")).stream()
            .map(line -> Arrays.asList(line.split(":", -1)))
            .filter(words -> words.size() > 3 && words.getFirst().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new AbsentException(
                    "the node is root, and there is no user '" + name + "' to run Chromium as",
                    "name one with --browser-user, or run the node as a user of its own"));
    long uid = Long.parseLong(entry.get(2));
    if (uid == 0) {
      throw new AbsentException(
          "the user '" + name + "' is root, and a browser must not be",
          "name another with --browser-user");
    }
    boolean hasSetpriv =
        List.of("usr/bin/setpriv", "bin/setpriv").stream()
            .map(root::resolve)
            .anyMatch(Files::isExecutable);
    if (!hasSetpriv) {
      throw new AbsentException(
          "the node is root, and there is no setpriv to start Chromium as another user with",
          "install util-linux, or run the node as a user of its own");
    }
    return new User(name, uid, Long.parseLong(entry.get(3)));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
