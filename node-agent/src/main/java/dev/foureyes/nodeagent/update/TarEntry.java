package dev.foureyes.nodeagent.update;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The header of one file or directory in a tar archive (POSIX ustar). Everything else that tar
 * knows is refused: links of both kinds, devices, pipes, sparse files, extended headers.
 *
 * @param name relative, without {@code .} or {@code ..}; of harmless characters only
 * @param bytes 0 for a directory
 */
record TarEntry(String name, boolean isDirectory, boolean isExecutable, long bytes) {

  static final int BLOCK = 512;

  private static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z0-9_][A-Za-z0-9._+$-]{0,127}(/[A-Za-z0-9_][A-Za-z0-9._+$-]{0,127}){0,15}");

  private static final int MODE_AT = 100;
  private static final int SIZE_AT = 124;
  private static final int CHECKSUM_AT = 148;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PERMISSIONS = 0777;
  private static final int OWNER_EXECUTES = 0100;

  /** Reads a header block. */
  static TarEntry of(byte[] block) throws UpdateRefusedException {
    if (!text(block, MAGIC_AT, 6).startsWith("ustar")) {
      throw new UpdateRefusedException("archive: not a tar archive of the kind ustar");
    }
    if (octal(block, CHECKSUM_AT, 8) != checksum(block)) {
      throw new UpdateRefusedException("archive: damaged header");
    }
    String prefix = text(block, PREFIX_AT, 155);
    String name = (prefix.isEmpty() ? "" : prefix + "/") + text(block, 0, 100);
    char type = (char) (block[TYPE_AT] & 0xff);
    boolean isDirectory = type == '5';
    if (!isDirectory && type != '0' && type != '\0') {
      throw new UpdateRefusedException(
          "archive: "
              + shown(name)
              + " is of type "
              + shown(type + "")
              + " (expected: files and directories only)");
    }
    String plain = isDirectory && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (!NAME.matcher(plain).matches()) {
      throw new UpdateRefusedException(
          "archive: name " + shown(name) + " (expected: a relative path of plain names)");
    }
    long mode = octal(block, MODE_AT, 8);
    if ((mode & ~PERMISSIONS) != 0) {
      throw new UpdateRefusedException(
          "archive: mode " + Long.toOctalString(mode) + " of " + plain + " (expected: 0 to 777)");
    }
    long bytes = octal(block, SIZE_AT, 12);
    if (isDirectory && bytes != 0) {
      throw new UpdateRefusedException("archive: directory " + plain + " with content");
    }
    return new TarEntry(plain, isDirectory, (mode & OWNER_EXECUTES) != 0, bytes);
  }

  /** Whether a block is one of those that end an archive. */
  static boolean isZero(byte[] block) {
    for (byte each : block) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] block, int at, int length) {
    int end = at;
    while (end < at + length && block[end] != 0) {
      end++;
    }
    return new String(block, at, end - at, StandardCharsets.ISO_8859_1);
  }

  private static long octal(byte[] block, int at, int length) throws UpdateRefusedException {
    String digits = text(block, at, length).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw new UpdateRefusedException("archive: damaged header");
    }
    return Long.parseLong(digits, 8);
  }

  /** The sum of all bytes, with those of the checksum itself as spaces. */
  private static long checksum(byte[] block) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? ' ' : block[i] & 0xff;
    }
    return sum;
  }

  /** Without what a terminal would act on. */
  private static String shown(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
