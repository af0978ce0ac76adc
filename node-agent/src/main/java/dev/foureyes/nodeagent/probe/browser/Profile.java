package dev.foureyes.nodeagent.probe.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory that one browser writes to: made for it, its user's alone, and removed after it.
 *
 * <p>What a node that was killed has left is removed by the next: every profile outside of the
 * node's directory is noted there before it is made.
 *
 * @param directory the profile
 * @param note file in the node's directory that names it
 */
record Profile(Path directory, Path note) {

  private static final String PREFIX = "foureyes-browser-";
  private static final String NOTE = ".note";

  /** No prediction: nothing is looked up or connected to that the page did not ask for. */
  private static final String PREFERENCES =
      """
      {"net": {"network_prediction_options": 2},
       "safebrowsing": {"enabled": false},
       "search": {"suggest_enabled": false},
       "signin": {"allowed": false},
       "autofill": {"profile_enabled": false, "credit_card_enabled": false},
       "credentials_enable_service": false}
      """;

  private static final String LOCAL_STATE =
      """
      {"dns_over_https": {"mode": "off"}}
      """;

  /**
   * Makes one.
   *
   * @param work directory of the node's own; made when it does not exist
   */
  static Profile make(Path work, Chromium chromium) throws IOException {
    var ownersOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(work, ownersOnly);
    // Another user cannot enter the node's directory, and must not.
    Path parent =
        chromium.otherUser().isPresent() ? Path.of(System.getProperty("java.io.tmpdir")) : work;
    Path note = Files.createTempFile(work, PREFIX, NOTE);
    String name = note.getFileName().toString().replace(NOTE, "");
    Path directory = parent.resolve(name);
    Files.writeString(note, directory.toString());
    Files.createDirectory(directory, ownersOnly); // fails when somebody has taken the name
    Profile profile = new Profile(directory, note);
    Path defaults = Files.createDirectory(directory.resolve("Default"), ownersOnly);
    Files.writeString(defaults.resolve("Preferences"), PREFERENCES);
    Files.writeString(directory.resolve("Local State"), LOCAL_STATE);
    if (chromium.otherUser().isPresent()) {
      profile.giveTo(chromium.otherUser().get());
    }
    return profile;
  }

  private void giveTo(Chromium.User user) throws IOException {
    for (Path path :
        List.of(
            directory.resolve("Default/Preferences"),
            directory.resolve("Default"),
            directory.resolve("Local State"),
            directory)) {
      Files.setAttribute(path, "unix:gid", Math.toIntExact(user.gid()));
      Files.setAttribute(path, "unix:uid", Math.toIntExact(user.uid()));
    }
  }

  /** Removes what earlier nodes of this directory have left. */
  static void removeLeftOvers(Path work) throws IOException {
    try (Stream<Path> entries = Files.list(work)) {
      for (Path entry : entries.filter(each -> each.toString().endsWith(NOTE)).toList()) {
        Path directory = Path.of(Files.readString(entry, StandardCharsets.UTF_8));
        boolean isOurs =
            directory.isAbsolute() && directory.getFileName().toString().startsWith(PREFIX);
        new Profile(isOurs ? directory : entry, entry).remove();
      }
    } catch (NoSuchFileException e) {
      // no browser has run here
    }
  }

  /** Removes it. Links are not followed: the browser could write there. */
  void remove() throws IOException {
    try {
      Files.walkFileTree(directory, new Deletion());
    } catch (NoSuchFileException e) {
      // it is gone already
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Files.deleteIfExists(note);
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
