package dev.foureyes.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A process's sockets, from {@code /proc}. */
final class SocketTable {

  private static final String TCP_LISTEN = "0A";
  private static final String UDP_WITHOUT_PEER = "07";
  private static final int UNIX_ACCEPTS = 0x10000;

  /**
   * A socket.
   *
   * @param kind "tcp", "tcp6", "udp", "udp6" or "unix"
   * @param local address and port as the kernel writes them, {@code 0100007F:1F90}; a path for unix
   * @param isOpen whether strangers can reach the process through it: a TCP or Unix socket that
   *     listens, or a UDP socket without a peer (one with a peer gets that peer's datagrams only)
   */
  record Socket(String kind, String local, String inode, boolean isOpen) {
    boolean isUdp() {
      return kind.startsWith("udp");
    }
  }

  private SocketTable() {}

  static Set<Socket> of(long pid) {
    try {
      Set<String> own = inodes(pid);
      Set<Socket> sockets = new HashSet<>();
      for (String kind : List.of("tcp", "tcp6", "udp", "udp6")) {
        String open = kind.startsWith("tcp") ? TCP_LISTEN : UDP_WITHOUT_PEER;
        for (String[] fields : table(pid, kind)) {
          if (fields.length > 9 && own.contains(fields[9])) {
            sockets.add(new Socket(kind, fields[1], fields[9], fields[3].equals(open)));
          }
        }
      }
      for (String[] fields : table(pid, "unix")) {
        if (fields.length > 6 && own.contains(fields[6])) {
          boolean accepts = (Integer.parseInt(fields[3], 16) & UNIX_ACCEPTS) != 0;
          sockets.add(new Socket("unix", fields.length > 7 ? fields[7] : "", fields[6], accepts));
        }
      }
      return sockets;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String[]> table(long pid, String kind) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/net/" + kind)).stream()
        .skip(1) // the heading
        .map(line -> line.strip().split("\\s+", -1))
        .toList();
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
