package dev.foureyes.nodeagent.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.nodeagent.disk.AtomicFile;
import dev.foureyes.nodeagent.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The node's secrets on disk: one file each, {@code secrets/NAME}, which only its owner can read.
 * They come from the terminal ({@code foureyes-node secret set NAME}) and never from a server; a
 * test that names one gets it, so whoever may edit the node's tests can have it sent to a target.
 */
public final class SecretStore implements Secrets {

  /** What a name must be, for messages. */
  public static final String NAME_EXPECTED =
      "1 to 63 of a-z, 0-9, \"-\", \"_\" and \".\", beginning with a letter or digit";

  /** Most bytes of a secret. */
  public static final int MAX_BYTES = 65_536;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final String UNFINISHED = ".new"; // as AtomicFile calls what it writes

  private final Disk disk;
  private final Path directory;

  /**
   * @param directory the node's data directory
   */
  public SecretStore(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory.resolve("secrets");
  }

  /** Whether a secret can have this name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.endsWith(UNFINISHED);
  }

  @Override
  public Optional<String> find(String name) throws IOException {
    return isName(name)
        ? file(name).read().map(content -> new String(content, UTF_8))
        : Optional.empty();
  }

  /** Names of all secrets, sorted. */
  public List<String> names() throws IOException {
    return disk.list(directory).stream().filter(SecretStore::isName).toList();
  }

  /**
   * Keeps a secret, durably, in place of any of that name.
   *
   * @throws IllegalArgumentException when the name or the value cannot be; the message never holds
   *     the value
   */
  public void set(String name, String value) throws IOException {
    byte[] content = value.getBytes(UTF_8);
    if (!isName(name)) {
      throw new IllegalArgumentException("name: " + name + " (expected: " + NAME_EXPECTED + ")");
    }
    if (content.length == 0 || content.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "value: " + content.length + " bytes (expected: 1 to " + MAX_BYTES + ")");
    }
    file(name).write(content);
  }

  /** Forgets a secret. Returns whether there was one. */
  public boolean remove(String name) throws IOException {
    if (!isName(name) || !names().contains(name)) {
      return false;
    }
    disk.delete(directory.resolve(name));
    disk.syncDirectory(directory);
    return true;
  }

  private AtomicFile file(String name) {
    return new AtomicFile(disk, directory.resolve(name));
  }
}
