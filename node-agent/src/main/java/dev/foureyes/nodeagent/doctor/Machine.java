package dev.foureyes.nodeagent.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the operating system says of itself in files.
 *
 * @param root the directory that is "/"; another in tests
 */
public record Machine(Path root) {

  /** This one. */
  public static Machine local() {
    return new Machine(Path.of("/"));
  }

  /** Lines of a file; none when it does not exist or cannot be read. */
  List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  boolean exists(String file) {
    return Files.exists(root.resolve(file));
  }

  /** The words of the line that begins with this one; absent when there is none. */
  Optional<List<String>> row(String file, String first) {
    return lines(file).stream()
        .filter(line -> line.startsWith(first))
        .findFirst()
        .map(line -> words(line.substring(first.length())));
  }

  /** Words between blanks. */
  static List<String> words(String line) {
    return Arrays.stream(line.strip().split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
