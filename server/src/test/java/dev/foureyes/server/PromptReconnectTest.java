package dev.foureyes.server;

import static org.awaitility.Awaitility.await;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PromptReconnectTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Left to itself a channel tries about seven times in that time. */
  @Test
  void aChannelWithoutServer_triesAtEvenIntervals() throws IOException {
    AtomicInteger attempts = new AtomicInteger();
    try (ServerSocket hangsUp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> hangUp(hangsUp, attempts));
      ManagedChannel channel = channelTo(hangsUp.getLocalPort());
      try {
        channel.getState(true);

        await().atMost(PATIENCE).until(() -> attempts.get() >= 50);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void aServerThatComesBack_isFound() throws IOException {
    Server first = NettyServerBuilder.forPort(0).build().start();
    int port = first.getPort();
    ManagedChannel channel = channelTo(port);
    try {
      channel.getState(true);
      await().atMost(PATIENCE).until(() -> channel.getState(false) == ConnectivityState.READY);
      first.shutdownNow();
      await()
          .atMost(PATIENCE)
          .until(() -> channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE);

      Server second = NettyServerBuilder.forPort(port).build().start();

      await().atMost(PATIENCE).until(() -> channel.getState(false) == ConnectivityState.READY);
      second.shutdownNow();
    } finally {
      channel.shutdownNow();
    }
  }

  private static ManagedChannel channelTo(int port) {
    return PromptReconnect.every(
        Duration.ofMillis(50),
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
  }

  private static void hangUp(ServerSocket server, AtomicInteger attempts) {
    try {
      while (true) {
        server.accept().close();
        attempts.incrementAndGet();
      }
    } catch (SocketException e) {
      // closed: the test is over
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
