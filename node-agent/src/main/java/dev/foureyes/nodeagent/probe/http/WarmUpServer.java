package dev.foureyes.nodeagent.probe.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
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
      """
      HTTP/1.1 200 OK\r
      Content-Type: text/html; charset=utf-8\r
      Transfer-Encoding: chunked\r
      \r
      2\r
      ok\r
      0\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** RFC 9113: the client's preface, then frames, each with a head of nine bytes. */
  private static final int HTTP2_PREFACE = 24;

  private static final int HTTP2_FRAME_HEAD = 9;
  private static final int HTTP2_HEADERS = 1;

  /** An empty SETTINGS frame. */
  private static final byte[] HTTP2_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  /** HEADERS that end the request's stream, which for OkHttp is the third; 0x88 is status 200. */
  private static final byte[] HTTP2_RESPONSE = {0, 0, 1, 1, 5, 0, 0, 0, 3, (byte) 0x88};

  private final SSLContext tls;

  /** What a connection speaks. */
  enum Speech {
    HTTP,
    HTTPS,
    HTTP2
  }

  WarmUpServer(KeyManager key) {
    try {
      tls = SSLContext.getInstance("TLS");
      tls.init(new KeyManager[] {key}, null, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** Sockets whose other end is this server. */
  SocketFactory sockets(Optional<ByteTap> tap, Speech speech) {
    return new SocketFactory() {
      @Override
      public Socket createSocket() {
        MemorySocket.Pair pair = MemorySocket.pair(tap);
        Thread.ofVirtual().name("warm-up").start(() -> serve(pair.server(), speech));
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

  private void serve(Socket raw, Speech speech) {
    try (Socket socket = speech == Speech.HTTP ? raw : tlsServer(raw, speech)) {
      if (speech == Speech.HTTP2) {
        answerHttp2(socket);
      } else {
        answerHttp1(socket);
      }
    } catch (IOException e) {
      log.atDebug().setCause(e).log("warm-up connection ended early");
    }
  }

  private static void answerHttp1(Socket socket) throws IOException {
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
  }

  private static void answerHttp2(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    socket.getOutputStream().write(HTTP2_SETTINGS);
    socket.getOutputStream().flush();
    in.skipNBytes(HTTP2_PREFACE);
    int type;
    do {
      ByteBuffer head = ByteBuffer.wrap(in.readNBytes(HTTP2_FRAME_HEAD));
      if (head.remaining() < HTTP2_FRAME_HEAD) {
        return;
      }
      int lengthAndType = head.getInt();
      type = lengthAndType & 0xff;
      in.skipNBytes(lengthAndType >>> 8);
    } while (type != HTTP2_HEADERS);
    socket.getOutputStream().write(HTTP2_RESPONSE);
    socket.getOutputStream().flush();
    in.transferTo(OutputStream.nullOutputStream()); // until the client has gone
  }

  private SSLSocket tlsServer(Socket raw, Speech speech) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(raw, (InputStream) null, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {speech == Speech.HTTP2 ? "h2" : "http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }
}
