package dev.foureyes.nodeagent.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads from {@code /proc} on which sockets a process could be reached. */
public final class SocketTable {

  private static final String TCP_LISTEN = "0A";
  private static final int UNIX_ACCEPTS = 0x10000;

  private SocketTable() {}

  /**
   * Sockets of a process that listen, TCP over IPv4 and IPv6 and Unix, as their lines in the
   * kernel's tables.
   */
  public static List<String> listening(long pid) throws IOException {
    Set<String> own = inodes(pid);
    List<String> listening = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : lines(pid, table)) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9 && fields[3].equals(TCP_LISTEN) && own.contains(fields[9])) {
          listening.add(table + " " + line.strip());
        }
      }
    }
    for (String line : lines(pid, "unix")) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length > 6
          && fields[3].matches("[0-9A-F]{8}")
          && (Integer.parseInt(fields[3], 16) & UNIX_ACCEPTS) != 0
          && own.contains(fields[6])) {
        listening.add("unix " + line.strip());
      }
    }
    return listening;
  }

  private static List<String> lines(long pid, String table) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table));
  }

  private static Set<String> inodes(long pid) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring("socket:[".length(), target.length() - 1));
          }
        } catch (NoSuchFileException e) {
          // closed meanwhile
        }
      }
    }
    return inodes;
  }
}
