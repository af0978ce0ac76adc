package dev.foureyes.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is on disk of a database, journals included. */
public record DatabaseFiles(List<String> contents) {

  public DatabaseFiles {
    contents = List.copyOf(contents);
  }

  public static DatabaseFiles in(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return new DatabaseFiles(files.map(DatabaseFiles::read).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether an ASCII text is in any of the files. */
  public boolean contain(String text) {
    return contents.stream().anyMatch(content -> content.contains(text));
  }
}
