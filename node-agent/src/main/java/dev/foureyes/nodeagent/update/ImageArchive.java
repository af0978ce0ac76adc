package dev.foureyes.nodeagent.update;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Unpacks a .tar.gz into an empty directory. Its bounds hold although the archive has been signed:
 * a signer's mistake must not become a hole.
 */
final class ImageArchive {

  private static final int MAX_ENTRIES = 4096;

  /** Archives are padded to 20 blocks; GNU tar's default. */
  private static final int MAX_PADDING = 64 << 10;

  private static final int BUFFER = 64 << 10;

  private final InputStream tar;
  private final Path target;
  private final long unpackedBytes;
  private final Set<String> names = new HashSet<>();
  private final Set<Path> directories = new HashSet<>();
  private long written;

  private ImageArchive(InputStream tar, Path target, long unpackedBytes) {
    this.tar = tar;
    this.target = target;
    this.unpackedBytes = unpackedBytes;
  }

  /**
   * Unpacks, durably.
   *
   * @param archive a .tar.gz
   * @param target does not exist yet
   * @param unpackedBytes size of all files together, exactly
   */
  static void unpack(InputStream archive, Path target, long unpackedBytes)
      throws UpdateRefusedException, IOException {
    Files.createDirectory(target, mode("rwx------"));
    try {
      InputStream tar = new BufferedInputStream(new GZIPInputStream(archive, BUFFER), BUFFER);
      new ImageArchive(tar, target, unpackedBytes).unpack();
    } catch (ZipException e) {
      throw new UpdateRefusedException("archive: not in the form of gzip: " + e.getMessage());
    } catch (EOFException e) {
      throw new UpdateRefusedException("archive: ends too early");
    }
  }

  private void unpack() throws UpdateRefusedException, IOException {
    directories.add(target);
    for (byte[] block = block(); !TarEntry.isZero(block); block = block()) {
      TarEntry entry = TarEntry.of(block);
      if (names.size() == MAX_ENTRIES) {
        throw new UpdateRefusedException("archive: more than " + MAX_ENTRIES + " entries");
      }
      if (!names.add(entry.name().toLowerCase(Locale.ROOT))) {
        throw new UpdateRefusedException("archive: " + entry.name() + " is in it twice");
      }
      if (entry.bytes() > unpackedBytes - written) {
        throw new UpdateRefusedException(
            "archive: more than the " + unpackedBytes + " bytes that its manifest says");
      }
      if (entry.isDirectory()) {
        createDirectory(target.resolve(entry.name()));
      } else {
        writeFile(entry);
      }
    }
    checkEnd();
    for (Path directory : directories) {
      sync(directory);
    }
  }

  private byte[] block() throws IOException {
    byte[] block = tar.readNBytes(TarEntry.BLOCK);
    if (block.length < TarEntry.BLOCK) {
      throw new EOFException();
    }
    return block;
  }

  private void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.getParent();
      if (parent != null) {
        createDirectory(parent);
      }
      Files.createDirectory(directory, mode("rwx------"));
    }
    directories.add(directory);
  }

  private void writeFile(TarEntry entry) throws IOException {
    Path file = target.resolve(entry.name());
    Path parent = file.getParent();
    if (parent != null) {
      createDirectory(parent);
    }
    try (FileChannel out =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            mode(entry.isExecutable() ? "rwx------" : "rw-------"))) {
      byte[] buffer = new byte[BUFFER];
      for (long left = entry.bytes(); left > 0; ) {
        int read = tar.read(buffer, 0, (int) Math.min(left, BUFFER));
        if (read < 0) {
          throw new EOFException();
        }
        write(out, ByteBuffer.wrap(buffer, 0, read));
        left -= read;
      }
      out.force(true);
    }
    written += entry.bytes();
    tar.skipNBytes(Math.floorMod(-entry.bytes(), (long) TarEntry.BLOCK));
  }

  private static void write(FileChannel out, ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      var _ = out.write(content);
    }
  }

  private void checkEnd() throws UpdateRefusedException, IOException {
    byte[] rest = tar.readNBytes(MAX_PADDING + 1);
    if (rest.length > MAX_PADDING || !TarEntry.isZero(rest)) {
      throw new UpdateRefusedException("archive: something follows after its end");
    }
    if (written != unpackedBytes) {
      throw new UpdateRefusedException(
          "archive: " + written + " bytes unpacked (expected: " + unpackedBytes + ")");
    }
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }
}
