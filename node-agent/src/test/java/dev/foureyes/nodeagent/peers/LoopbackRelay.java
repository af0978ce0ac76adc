package dev.foureyes.nodeagent.peers;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives a DNS server another loopback address, over UDP and TCP: BIND listens on addresses that an
 * interface has, and 127.0.0.2 is none of those. What it passes on comes from its own address, by
 * which the server knows whom it should be.
 */
public final class LoopbackRelay implements AutoCloseable {

  private static final int MAX_UDP = 65_535;
  private static final int TIMEOUT_MS = 5_000;

  private final InetAddress own;
  private final InetSocketAddress server;
  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  public LoopbackRelay(String address, int port, InetSocketAddress server) throws IOException {
    this.own = InetAddress.ofLiteral(address);
    this.server = server;
    this.udp = new DatagramSocket(port, own);
    this.tcp = new ServerSocket(port, 50, own);
    Thread.ofPlatform().daemon().start(this::relayUdp);
    Thread.ofPlatform().daemon().start(this::relayTcp);
  }

  private void relayUdp() {
    byte[] buffer = new byte[MAX_UDP];
    while (!udp.isClosed()) {
      try {
        DatagramPacket query = new DatagramPacket(buffer, buffer.length);
        udp.receive(query);
        byte[] bytes = Arrays.copyOf(buffer, query.getLength());
        InetSocketAddress client = (InetSocketAddress) query.getSocketAddress();
        Thread.ofVirtual().start(() -> passOn(bytes, client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void passOn(byte[] query, InetSocketAddress client) {
    try (DatagramSocket socket = new DatagramSocket(0, own)) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.send(new DatagramPacket(query, query.length, server));
      byte[] buffer = new byte[MAX_UDP];
      DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
      socket.receive(answer);
      udp.send(new DatagramPacket(buffer, answer.getLength(), client));
    } catch (IOException e) {
      // no answer, or closed
    }
  }

  private void relayTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket client = tcp.accept();
        Thread.ofVirtual().start(() -> passOn(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void passOn(Socket client) {
    open.add(client);
    try (client;
        Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(own, 0));
      socket.connect(server);
      Thread back =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  socket.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException e) {
                  // one of them has gone
                }
              });
      client.getInputStream().transferTo(socket.getOutputStream());
      socket.shutdownOutput();
      back.join();
    } catch (IOException | InterruptedException e) {
      // one of them has gone
    } finally {
      open.remove(client);
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
