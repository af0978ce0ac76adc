package dev.foureyes.nodeagent.probe.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A web server at the other end of sockets in memory. Each has one page and serves it once. */
final class WarmUpServer {

  private static final Logger log = LoggerFactory.getLogger(WarmUpServer.class);
  private static final byte[] RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final SSLContext tls;

  WarmUpServer(KeyManager key) {
    try {
      tls = SSLContext.getInstance("TLS");
      tls.init(new KeyManager[] {key}, null, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** Sockets whose other end is this server. */
  SocketFactory sockets(Optional<ByteTap> tap, boolean overTls) {
    return new SocketFactory() {
      @Override
      public Socket createSocket() {
        MemorySocket.Pair pair = MemorySocket.pair(tap);
        Thread.ofVirtual().name("warm-up").start(() -> serve(pair.server(), overTls));
        return pair.client();
      }

      @Override
      public Socket createSocket(String host, int port) throws IOException {
        throw unsupported();
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
          throws IOException {
        throw unsupported();
      }

      @Override
      public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unsupported();
      }

      @Override
      public Socket createSocket(
          InetAddress address, int port, InetAddress localAddress, int localPort)
          throws IOException {
        throw unsupported();
      }
    };
  }

  private static IOException unsupported() {
    return new SocketException("only unconnected sockets are made here");
  }

  private void serve(Socket raw, boolean overTls) {
    try (Socket socket = overTls ? tlsServer(raw) : raw) {
      InputStream in = socket.getInputStream();
      int matched = 0;
      while (matched < END_OF_HEAD.length) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        matched = next == END_OF_HEAD[matched] ? matched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
      }
      socket.getOutputStream().write(RESPONSE);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("warm-up connection ended early");
    }
  }

  private SSLSocket tlsServer(Socket raw) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(raw, (InputStream) null, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }
}
