package dev.foureyes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.e2e.SocketTable.Socket;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node dials out and never listens: looked at from outside, while it runs tests of every kind.
 *
 * <p>TCP and Unix sockets must never listen. UDP has no such state: a socket that is bound and has
 * no peer takes datagrams of anybody. A DNS query binds its socket and gives it the server as its
 * peer in two calls one after the other, and a look may fall in between; so a UDP socket counts
 * when two looks in a row see it without a peer.
 */
class NoListeningSocketIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int RESULTS_OF_EACH = 6;
  private static final int LOOKS_PER_QUESTION = 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void theTestSeesWhatIsOpen() throws Exception {
    long self = ProcessHandle.current().pid();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (var tcp = new ServerSocket(0, 1, loopback);
        var udp = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
      assertThat(SocketTable.of(self))
          .filteredOn(Socket::isOpen)
          .anyMatch(each -> !each.isUdp() && isAt(each, tcp.getLocalPort()))
          .anyMatch(each -> each.isUdp() && isAt(each, udp.getLocalPort()));
      udp.connect(loopback, tcp.getLocalPort());
      assertThat(SocketTable.of(self))
          .filteredOn(each -> each.isUdp() && isAt(each, udp.getLocalPort()))
          .isNotEmpty()
          .noneMatch(Socket::isOpen);
    }
  }

  private static boolean isAt(Socket socket, int port) {
    return socket.local().endsWith(String.format(Locale.ROOT, ":%04X", port));
  }

  @Test
  void aNodeThatRunsTestsListensNowhere() throws Exception {
    try (var target = new LocalTarget();
        var silentDns =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var server = Installation.inOneProcess(directory, Installation.NO_FIRST_TESTS).start();
        var node = server.node("quiet")) {
      Api api = server.api();
      List<String> tests =
          List.of(
              test(api, "http", target.http()),
              test(api, "tcp", target.tcp()),
              test(api, "dns", question(silentDns)));
      node.start(api.enrolmentToken("quiet", Map.of()));

      Set<Socket> seen = new HashSet<>();
      Set<Socket> openBefore = new HashSet<>();
      int[] looks = {0};
      Await.until(
          "results of every kind",
          PATIENCE,
          () -> {
            Set<Socket> open = new HashSet<>();
            for (Socket socket : SocketTable.of(node.process().pid())) {
              seen.add(socket);
              if (socket.isOpen()) {
                open.add(socket);
              }
            }
            assertThat(open).as("TCP or Unix sockets that listen").allMatch(Socket::isUdp);
            openBefore.retainAll(open);
            assertThat(openBefore).as("UDP sockets that stay without a peer").isEmpty();
            openBefore.addAll(open);
            looks[0]++;
            return looks[0] % LOOKS_PER_QUESTION == 0
                && tests.stream().allMatch(id -> api.results(id).size() >= RESULTS_OF_EACH);
          });

      assertThat(seen).as("the uplink and probes").anyMatch(each -> each.kind().startsWith("tcp"));
      assertThat(seen).as("queries, each with its server as its peer").anyMatch(Socket::isUdp);
      System.out.printf(
          "no listening socket: %d looks at a node that opened %d sockets%n",
          looks[0], seen.size());
    }
  }

  private static String test(Api api, String name, ProbeConfig probe) {
    return api.create(
            dev.foureyes.proto.control.v1.Test.newBuilder()
                .setName(name)
                .setProbe(probe)
                .setIntervalMs(1_000)
                .setTimeoutMs(500)
                .build())
        .getId();
  }

  /** Nobody answers, so that the node's socket is there to be seen until the timeout. */
  private static ProbeConfig question(DatagramSocket server) throws SocketException {
    return ProbeConfig.newBuilder()
        .setDns(
            DnsProbe.newBuilder()
                .setName("example.com")
                .setServer("127.0.0.1:" + server.getLocalPort()))
        .build();
  }
}
