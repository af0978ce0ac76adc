package dev.foureyes.nodeagent.update;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes .tar.gz files, also such as no tar would write. */
final class TestArchive {

  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
  private long files;

  TestArchive file(String name, String mode, byte[] content) {
    files += content.length;
    return header(name, mode, '0', content.length, "").raw(padded(content));
  }

  TestArchive directory(String name) {
    return header(name, "0000755", '5', 0, "");
  }

  /** A header as it is asked for. */
  TestArchive header(String name, String mode, char type, long size, String link) {
    byte[] block = new byte[512];
    put(block, 0, name);
    put(block, 100, mode);
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    put(block, 124, String.format("%011o", size));
    put(block, 136, "00000000000");
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    put(block, 157, link);
    put(block, 257, "ustar");
    put(block, 263, "00");
    int sum = 0;
    for (byte each : block) {
      sum += each & 0xff;
    }
    put(block, 148, String.format("%06o", sum));
    block[154] = 0;
    return raw(block);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, 100));
  }

  TestArchive raw(byte[] bytes) {
    tar.writeBytes(bytes);
    return this;
  }

  private static byte[] padded(byte[] content) {
    return Arrays.copyOf(content, (content.length + 511) / 512 * 512);
  }

  /** Size of all files. */
  long unpackedBytes() {
    return files;
  }

  TestArchive end() {
    return raw(new byte[1024]);
  }

  byte[] gzip() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      tar.writeTo(gzip);
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory does not fail
    }
    return out.toByteArray();
  }

  /** An image whose program does as it is told; see {@link Installation}. */
  static TestArchive image(String version, String behaviour) {
    return new TestArchive()
        .directory("bin/")
        .file("bin/java", "0000755", "no java\n".getBytes(ISO_8859_1))
        .file("VERSION", "0000644", (version + " linux/amd64\n").getBytes(ISO_8859_1))
        .file("start", "0000755", Installation.start(behaviour).getBytes(ISO_8859_1));
  }
}
