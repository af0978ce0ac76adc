package dev.foureyes.nodeagent.update;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an update from a source into the tree, up to the swap. The version that runs is not
 * touched; until the swap, whatever ends this leaves nothing that counts, and the swap is one
 * rename. The new version is then on trial, see {@link Trial}.
 */
final class Installer {

  private static final Logger log = LoggerFactory.getLogger(Installer.class);
  private static final int BUFFER = 64 << 10;
  private static final int MAX_LABEL_BYTES = 256;

  private final SoftwareTree tree;
  private final ManifestVerifier verifier;
  private final SoftwareVersion running;
  private final Consumer<InstallStep> observer;

  /**
   * @param running the version of this process
   * @param observer is told what has just been done
   */
  Installer(
      SoftwareTree tree,
      ManifestVerifier verifier,
      SoftwareVersion running,
      Consumer<InstallStep> observer) {
    this.tree = tree;
    this.verifier = verifier;
    this.running = running;
    this.observer = observer;
  }

  /**
   * Installs; the version that will be started next.
   *
   * @throws UpdateRefusedException when it is not to be believed, or not wanted; nothing has
   *     changed
   * @throws IOException when it cannot be read or written; nothing has changed
   */
  SoftwareVersion install(UpdateSource source)
      throws UpdateRefusedException, IOException, InterruptedException {
    VerifiedUpdate update = verifier.verify(source.manifest(ManifestVerifier.MAX_BYTES), running);
    observer.accept(InstallStep.MANIFEST_READ);
    tree.create();
    try (FileChannel _ = locked()) {
      checkWanted(update.version());
      SoftwareTree.deleteAll(tree.staging());
      Files.createDirectory(tree.staging());
      observer.accept(InstallStep.STAGING_MADE);
      try {
        stage(source, update);
        swap(update.version());
      } finally {
        SoftwareTree.deleteAll(tree.staging());
      }
      observer.accept(InstallStep.STAGING_REMOVED);
      log.atInfo()
          .addKeyValue("version", update.version())
          .addKeyValue("running", running)
          .addKeyValue("source", source)
          .log("update installed");
      return update.version();
    }
  }

  private FileChannel locked() throws IOException, UpdateRefusedException {
    FileChannel file =
        FileChannel.open(
            tree.lockFile(), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    if (tryLock(file) == null) {
      file.close();
      throw new UpdateRefusedException("another update is being installed");
    }
    return file;
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process
    }
  }

  private void checkWanted(SoftwareVersion version) throws UpdateRefusedException, IOException {
    Optional<SoftwareVersion> current = tree.current();
    if (current.isPresent() && !version.isNewerThan(current.get())) {
      throw new UpdateRefusedException(
          "version: "
              + version
              + " (expected: newer than "
              + current.get()
              + ", which is installed)");
    }
    Optional<SoftwareVersion> pending = tree.pending();
    if (pending.isPresent() && pending.equals(current)) {
      throw new UpdateRefusedException(
          "update to " + pending.get() + " has not proved itself yet (expected: one at a time)");
    }
    Optional<String> failure = tree.failure(version);
    if (failure.isPresent()) {
      throw new UpdateRefusedException(
          "version: " + version + " was tried here and taken back: " + failure.get());
    }
  }

  private void stage(UpdateSource source, VerifiedUpdate update)
      throws UpdateRefusedException, IOException, InterruptedException {
    Path file = tree.staging().resolve("artefact.tar.gz");
    Path image = tree.staging().resolve("image");
    try (FileChannel artefact =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE))) {
      fetch(source, update, artefact);
      observer.accept(InstallStep.ARTEFACT_FETCHED);
      InputStream content = Channels.newInputStream(artefact);
      check(update, digest(content, artefact, InputStream::transferTo));
      observer.accept(InstallStep.ARTEFACT_VERIFIED);
      // Once more while it is unpacked, so that what is installed is what was verified.
      check(update, digest(content, artefact, (in, nowhere) -> unpack(in, image, update)));
      observer.accept(InstallStep.IMAGE_UNPACKED);
    }
    checkLabel(image, update);
    observer.accept(InstallStep.IMAGE_VERIFIED);
    tree.adopt(image, update.version());
    observer.accept(InstallStep.IMAGE_ADOPTED);
  }

  private void fetch(UpdateSource source, VerifiedUpdate update, FileChannel target)
      throws UpdateRefusedException, IOException, InterruptedException {
    long left = update.artefactBytes();
    boolean isHalf = false;
    try (InputStream in = source.artefact(update.artefactName())) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (read > left) {
          throw new UpdateRefusedException(
              "artefact: more than " + update.artefactBytes() + " bytes, its size by the manifest");
        }
        for (ByteBuffer part = ByteBuffer.wrap(buffer, 0, read); part.hasRemaining(); ) {
          var _ = target.write(part);
        }
        left -= read;
        if (!isHalf && left <= update.artefactBytes() / 2) {
          isHalf = true;
          observer.accept(InstallStep.ARTEFACT_HALF_FETCHED);
        }
      }
    } catch (NoSuchFileException e) {
      throw new UpdateRefusedException("artefact: no file " + e.getMessage());
    }
    if (left > 0) {
      throw new UpdateRefusedException(
          "artefact: ended "
              + left
              + " bytes too early (expected: "
              + update.artefactBytes()
              + " bytes)");
    }
  }

  /** Reads an input to its end, or nearly. */
  private interface Reader {
    Object read(InputStream in, OutputStream nowhere) throws UpdateRefusedException, IOException;
  }

  private static byte[] digest(InputStream content, FileChannel file, Reader reader)
      throws UpdateRefusedException, IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      file.position(0);
      DigestInputStream digesting = new DigestInputStream(content, sha256);
      var _ = reader.read(digesting, OutputStream.nullOutputStream());
      var _ = digesting.transferTo(OutputStream.nullOutputStream());
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static Object unpack(InputStream in, Path image, VerifiedUpdate update)
      throws UpdateRefusedException, IOException {
    ImageArchive.unpack(in, image, update.unpackedBytes());
    return image;
  }

  private static void check(VerifiedUpdate update, byte[] sha256) throws UpdateRefusedException {
    if (!ByteString.copyFrom(sha256).equals(update.artefactSha256())) {
      throw new UpdateRefusedException("artefact: its SHA-256 is not the one in the manifest");
    }
  }

  /** An image says what it is: the right signature on the wrong image is caught here. */
  private static void checkLabel(Path image, VerifiedUpdate update)
      throws UpdateRefusedException, IOException {
    String expected = update.version() + " " + update.platform();
    Path label = image.resolve("VERSION");
    String found = Files.isRegularFile(label) ? read(label) : "nothing";
    if (!found.equals(expected)) {
      throw new UpdateRefusedException(
          "archive: its VERSION says " + found + " (expected: " + expected + ")");
    }
    for (String name : Set.of("start", "bin/java")) {
      if (!Files.isExecutable(image.resolve(name))) {
        throw new UpdateRefusedException("archive: no program " + name + " in it");
      }
    }
  }

  private static String read(Path label) throws IOException {
    try (InputStream in = Files.newInputStream(label)) {
      return new String(in.readNBytes(MAX_LABEL_BYTES), StandardCharsets.UTF_8).strip();
    }
  }

  private void swap(SoftwareVersion version) throws IOException {
    tree.writePrevious(tree.current());
    observer.accept(InstallStep.PREVIOUS_WRITTEN);
    tree.writePending(version);
    observer.accept(InstallStep.PENDING_WRITTEN);
    tree.makeCurrent(version);
    observer.accept(InstallStep.SWAPPED);
  }
}
