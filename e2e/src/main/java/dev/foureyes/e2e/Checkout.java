package dev.foureyes.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checkout that this code runs in, and the programs that were built in it. */
final class Checkout {

  private static final Path ROOT = root();

  private Checkout() {}

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("foureyes")) && Files.exists(at.resolve("pom.xml"))) {
        return at;
      }
    }
    throw new IllegalStateException("working directory: not inside a checkout of FourEyes");
  }

  static Path directory() {
    return ROOT;
  }

  /** The {@code java} that runs this. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * The class path of a module that was packaged.
   *
   * @throws IllegalStateException when it was not
   */
  static String classPath(String module) {
    Path target = ROOT.resolve(module).resolve("target");
    List<Path> jars = new ArrayList<>(jars(target.resolve("dist/lib")));
    jars.addAll(jars(target));
    return jars.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private static List<Path> jars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " is missing: build with mvn package first", e);
    }
  }
}
