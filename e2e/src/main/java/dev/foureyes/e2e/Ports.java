package dev.foureyes.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Ports of this machine that nobody uses now. */
final class Ports {

  // Below what Linux gives to outgoing connections: a server that was killed finds its port free
  // again.
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;
  private static final SplittableRandom RANDOM = new SplittableRandom();
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** One that was not given before. */
  static synchronized int free() {
    while (true) {
      int port = RANDOM.nextInt(FIRST, LAST);
      if (!GIVEN.contains(port) && isFree(port)) {
        GIVEN.add(port);
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
