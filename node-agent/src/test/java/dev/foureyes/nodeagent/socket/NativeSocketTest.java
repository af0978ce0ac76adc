package dev.foureyes.nodeagent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On loopback; nothing listens on the discard port. */
class NativeSocketTest {

  private static final int DISCARD = 9;

  private final Poller poller = new Poller(System::nanoTime);

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void refusedPacketComesBackThroughTheErrorQueue(String target) throws Exception {
    NativeSocket socket = NativeSocket.open(NativeSocket.Kind.UDP, InetAddress.ofLiteral(target));
    socket.connect(DISCARD);
    assertThat(socket.localPort()).isPositive();
    BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(10);
    try (Poller.Registration _ = poller.watch(socket, arrivals::offer)) {
      for (int i = 0; i < 3; i++) { // the error that is pending does not stop the next
        long sent = socket.send(new byte[] {1, 2, 3}, System::nanoTime);
        Arrival arrival = arrivals.poll(5, TimeUnit.SECONDS);
        assertThat(arrival).isNotNull();
        assertThat(arrival.report().orElseThrow().offender())
            .isEqualTo(InetAddress.ofLiteral(target));
        assertThat(arrival.bytes()).as("what it is about").containsExactly(1, 2, 3);
        assertThat(arrival.hasKernelTime(sent)).isTrue();
        assertThat(arrival.roundTripNanos(sent)).isBetween(1L, 1_000_000_000L);
      }
    }
    assertThatThrownBy(() -> socket.send(new byte[1], System::nanoTime))
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("EBADF");
  }

  @Test
  void manySocketsAreOpenedAndClosedByManyThreads() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> runs = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        runs.add(
            threads.submit(() -> {
              refusedPacketComesBackThroughTheErrorQueue("127.0.0.1");
              return true;
            }));
      }
      for (Future<Boolean> each : runs) {
        assertThat(each.get()).isTrue();
      }
    }
  }

  @Test
  void kernelTimeThatCannotBeIsNotUsed() {
    assertThat(arrival(1_000, 300).roundTripNanos(500)).isEqualTo(200);
    assertThat(arrival(1_000, 501).roundTripNanos(500)).as("before it was sent").isEqualTo(500);
    assertThat(arrival(1_000, -1).roundTripNanos(500)).isEqualTo(500);
    assertThat(arrival(1_000, -1).hasKernelTime(500)).isFalse();
  }

  private static Arrival arrival(long read, long queued) {
    return new Arrival(
        ByteBuffer.allocate(0),
        Optional.empty(),
        read,
        queued,
        OptionalInt.empty(),
        Optional.empty());
  }

  @Test
  void errorsHaveTheirNames() {
    assertThat(new ErrnoException("send", 101))
        .hasMessage("send: network unreachable (ENETUNREACH)");
    assertThat(new ErrnoException("send", 4_000)).hasMessage("send: errno 4000");
  }

  @Test
  void onlyOnLinuxWith64Bits() {
    assertThat(Platform.isSupported("Linux", "amd64")).isTrue();
    assertThat(Platform.isSupported("Linux", "aarch64")).isTrue();
    assertThat(Platform.isSupported("Linux", "arm")).isFalse();
    assertThat(Platform.isSupported("Mac OS X", "aarch64")).isFalse();
  }
}
