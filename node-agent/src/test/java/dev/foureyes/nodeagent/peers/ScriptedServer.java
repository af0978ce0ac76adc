package dev.foureyes.nodeagent.peers;

import dev.foureyes.nodeagent.peers.TestAuthority.Issued;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A server on loopback that does with each connection what the test says. */
public final class ScriptedServer implements AutoCloseable {

  private final ServerSocket listener;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** What to do with a connection. It is closed afterwards. */
  @FunctionalInterface
  public interface Script {
    void run(Connection connection) throws Exception;
  }

  public ScriptedServer(Script script) throws IOException {
    this(InetAddress.getLoopbackAddress(), 0, script);
  }

  /** A server at another of this machine's own addresses, on this port. */
  public ScriptedServer(InetAddress address, int port, Script script) throws IOException {
    this.script = script;
    this.listener = new ServerSocket(port, 50, address);
    Thread.ofPlatform().daemon().name("scripted-server").start(this::accept);
  }

  /** Answers every request with the same bytes. */
  public static ScriptedServer answering(String response) throws IOException {
    return new ScriptedServer(connection -> {
      connection.readRequest();
      connection.write(response);
    });
  }

  /** The same over TLS. */
  public static ScriptedServer answeringTls(Issued identity, String response) throws IOException {
    return new ScriptedServer(connection -> {
      Connection tls = connection.startTls(identity, "http/1.1");
      tls.readRequest();
      tls.write(response);
    });
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.run(new Connection(socket));
    } catch (Exception e) {
      // the peer has gone, or the test is over
    } finally {
      open.remove(socket);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/";
  }

  /** Heads of the requests so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** A connection that was accepted. */
  public final class Connection {

    private final Socket socket;

    private Connection(Socket socket) {
      this.socket = socket;
    }

    public Socket socket() {
      return socket;
    }

    /** Reads the head of a request; it is also in {@link ScriptedServer#requests}. */
    public String readRequest() throws IOException {
      StringBuilder head = new StringBuilder();
      InputStream in = socket.getInputStream();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("request ended early");
        }
        head.append((char) next);
      }
      requests.add(head.toString());
      return head.toString();
    }

    public void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Does nothing until the peer goes away. */
    public void idle() throws IOException {
      while (socket.getInputStream().read() >= 0) {
        // wait
      }
    }

    /** Lets time pass in this connection only. */
    public void pause(long millis) throws InterruptedException {
      java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000);
    }

    /** Makes this end of the connection a TLS server. */
    public Connection startTls(Issued identity, String... protocols) throws Exception {
      return startTls(identity, null, protocols);
    }

    /** The same, and asks the client for a certificate of this authority. */
    public Connection startTls(
        Issued identity, @Nullable X509ExtendedTrustManager clients, String... protocols)
        throws Exception {
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(null, new char[0]);
      store.setKeyEntry(
          "server",
          identity.key().getPrivate(),
          new char[0],
          identity.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          factory.getKeyManagers(), clients == null ? null : new TrustManager[] {clients}, null);
      SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      parameters.setNeedClientAuth(clients != null);
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return new Connection(tls);
    }
  }
}
