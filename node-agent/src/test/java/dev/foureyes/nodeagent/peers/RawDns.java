package dev.foureyes.nodeagent.peers;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Answers DNS queries over UDP with whatever bytes the test says, any number of times. */
public final class RawDns implements AutoCloseable {

  private static final int MAX_UDP = 65_535;

  private final DatagramSocket socket;
  private final Thread thread;

  public RawDns(Function<byte[], List<byte[]>> answers) throws IOException {
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.thread = Thread.ofPlatform().daemon().start(() -> serve(answers));
  }

  private void serve(Function<byte[], List<byte[]>> answers) {
    byte[] buffer = new byte[MAX_UDP];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        for (byte[] answer : answers.apply(Arrays.copyOf(buffer, packet.getLength()))) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // closed
      }
    }
  }

  public String server() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
