package dev.foureyes.nodeagent.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A UDP service on loopback that answers what the test says or not at all. */
public final class UdpPeer implements AutoCloseable {

  private static final int MAX = 65_535;

  private final DatagramSocket socket;
  private final Function<String, Optional<byte[]>> answers;
  private final List<String> received = new CopyOnWriteArrayList<>();

  /**
   * @param answers of what came, one character a byte
   */
  public UdpPeer(String address, Function<String, Optional<byte[]>> answers) throws IOException {
    this.socket = new DatagramSocket(0, InetAddress.getByName(address));
    this.answers = answers;
    Thread.ofPlatform().daemon().name("udp-peer").start(this::serve);
  }

  private void serve() {
    byte[] buffer = new byte[MAX];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        String text = new String(Arrays.copyOf(buffer, packet.getLength()), ISO_8859_1);
        received.add(text);
        Optional<byte[]> answer = answers.apply(text);
        if (answer.isPresent()) {
          socket.send(
              new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // closed, or the asker has gone
      }
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** What came, in order. */
  public List<String> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    socket.close();
  }
}
