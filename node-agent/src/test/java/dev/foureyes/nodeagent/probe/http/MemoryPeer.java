package dev.foureyes.nodeagent.probe.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;

/** A peer in memory that says the same to everybody, whatever it is told, and hangs up. */
final class MemoryPeer extends SocketFactory {

  private final byte[] says;
  private final Optional<ByteTap> tap;

  MemoryPeer(byte[] says, Optional<ByteTap> tap) {
    this.says = says;
    this.tap = tap;
  }

  @Override
  public Socket createSocket() {
    MemorySocket.Pair pair = MemorySocket.pair(tap);
    Thread.ofVirtual().name("memory-peer").start(() -> serve(pair.server()));
    return pair.client();
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      if (in.read() < 0) {
        return;
      }
      socket.getOutputStream().write(says);
      socket.getOutputStream().close();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // the client has gone
    }
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw new UnsupportedOperationException();
  }
}
