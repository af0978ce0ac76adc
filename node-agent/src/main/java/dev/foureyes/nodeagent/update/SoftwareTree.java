package dev.foureyes.nodeagent.update;

import dev.foureyes.nodeagent.disk.AtomicFile;
import dev.foureyes.nodeagent.disk.Disk;
import dev.foureyes.nodeagent.disk.LocalDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory of installed updates, which this program shares with its launcher.
 *
 * <pre>
 * versions/1.4.2/   an unpacked version
 * current           symbolic link to versions/1.4.2; none while the packaged version runs
 * previous          what ran before the last update: a version, or "packaged"
 * pending           the version that still has to prove itself; the launcher counts its starts
 * tries             that count, and how the last start failed; the launcher's own
 * failed-1.4.2      a version that was taken back, and why: it is not installed again
 * staging/          an update under way; worth nothing after a crash
 * lock              held by whoever installs
 * </pre>
 */
final class SoftwareTree {

  /** Content of {@code previous} when no update ran before. */
  static final String PACKAGED = "packaged";

  private static final String FAILED = "failed-";

  private final Disk disk = new LocalDisk();
  private final Path root;

  SoftwareTree(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path lockFile() {
    return root.resolve("lock");
  }

  Path staging() {
    return root.resolve("staging");
  }

  private Path versions() {
    return root.resolve("versions");
  }

  private Path directory(SoftwareVersion version) {
    return versions().resolve(version.toString());
  }

  /** Makes it when it does not exist. */
  void create() throws IOException {
    disk.createDirectory(root);
  }

  /** The version that {@code current} names; absent while the packaged one runs. */
  Optional<SoftwareVersion> current() throws IOException {
    Path link = root.resolve("current");
    if (!Files.isSymbolicLink(link)) {
      return Optional.empty();
    }
    return SoftwareVersion.parse(String.valueOf(Files.readSymbolicLink(link).getFileName()));
  }

  Optional<SoftwareVersion> pending() throws IOException {
    return read("pending").flatMap(SoftwareVersion::parse);
  }

  /** Why a version was taken back; absent when it was not. */
  Optional<String> failure(SoftwareVersion version) throws IOException {
    return read(FAILED + version);
  }

  /** All versions that were taken back. */
  List<SoftwareVersion> failed() throws IOException {
    return disk.list(root).stream()
        .filter(name -> name.startsWith(FAILED))
        .flatMap(name -> SoftwareVersion.parse(name.substring(FAILED.length())).stream())
        .toList();
  }

  void writeFailure(SoftwareVersion version, String why) throws IOException {
    write(FAILED + version, why);
  }

  void forgetFailure(SoftwareVersion version) throws IOException {
    delete(FAILED + version);
  }

  /** Gives the staged image its name. What is there under that name was left by a crash. */
  void adopt(Path image, SoftwareVersion version) throws IOException {
    disk.createDirectory(versions());
    deleteAll(directory(version));
    disk.rename(image, directory(version));
    disk.syncDirectory(versions());
  }

  void writePrevious(Optional<SoftwareVersion> version) throws IOException {
    write("previous", version.map(SoftwareVersion::toString).orElse(PACKAGED));
  }

  /** From here on the launcher counts the starts of this version, once it is the current one. */
  void writePending(SoftwareVersion version) throws IOException {
    delete("tries");
    write("pending", version.toString());
  }

  /** The swap itself: one rename. */
  void makeCurrent(SoftwareVersion version) throws IOException {
    Path next = root.resolve("current.new");
    Files.deleteIfExists(next);
    Files.createSymbolicLink(next, Path.of("versions", version.toString()));
    disk.rename(next, root.resolve("current"));
    disk.syncDirectory(root);
  }

  /** The pending version has proved itself. */
  void confirm() throws IOException {
    delete("pending");
    delete("tries");
    disk.syncDirectory(root);
  }

  /** Removes versions that are neither the current one nor the one before. */
  void prune() throws IOException {
    Optional<SoftwareVersion> current = current();
    Optional<SoftwareVersion> previous = read("previous").flatMap(SoftwareVersion::parse);
    for (String name : disk.list(versions())) {
      Optional<SoftwareVersion> version = SoftwareVersion.parse(name);
      if (version.isEmpty() || !(version.equals(current) || version.equals(previous))) {
        deleteAll(versions().resolve(name));
      }
    }
  }

  /** Removes a directory with all that is in it; links are removed, never followed. */
  static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            found.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            found.add(each);
            return FileVisitResult.CONTINUE;
          }
        });
    for (Path each : found.reversed()) {
      Files.delete(each);
    }
  }

  private Optional<String> read(String name) throws IOException {
    return new AtomicFile(disk, root.resolve(name))
        .read()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
  }

  private void write(String name, String content) throws IOException {
    new AtomicFile(disk, root.resolve(name))
        .write((content + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void delete(String name) throws IOException {
    disk.delete(root.resolve(name));
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
