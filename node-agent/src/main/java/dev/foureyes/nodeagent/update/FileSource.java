package dev.foureyes.nodeagent.update;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An update in files of this machine.
 *
 * @param manifest the file NAME.update
 */
record FileSource(Path manifest) implements UpdateSource {

  @Override
  public byte[] manifest(int maxBytes) throws IOException, UpdateRefusedException {
    try (InputStream in = Files.newInputStream(manifest)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw new UpdateRefusedException(
            manifest + ": more than " + maxBytes + " bytes (expected: a file NAME.update)");
      }
      return content;
    }
  }

  @Override
  public InputStream artefact(String name) throws IOException {
    return Files.newInputStream(manifest.resolveSibling(name));
  }

  @Override
  public String toString() {
    return manifest.toString();
  }
}
