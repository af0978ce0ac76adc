package dev.foureyes.nodeagent.probe.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import okio.Okio;
import okio.Pipe;

/**
 * One end of a connection inside the process. It has no socket of the operating system behind it.
 */
final class MemorySocket extends Socket {

  private static final long BUFFER_BYTES = 64 << 10;

  private final Pipe incoming;
  private final InputStream in;
  private final OutputStream out;
  private final Pipe outgoing;
  private volatile boolean closed;

  /** Both ends. */
  record Pair(MemorySocket client, MemorySocket server) {}

  private MemorySocket(Pipe incoming, Pipe outgoing, Optional<ByteTap> tap) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    InputStream plain = Okio.buffer(incoming.source()).inputStream();
    this.in = tap.isPresent() ? new TappedInputStream(plain, tap.get()) : plain;
    this.out = Okio.buffer(outgoing.sink()).outputStream();
  }

  static Pair pair(Optional<ByteTap> clientTap) {
    Pipe toServer = new Pipe(BUFFER_BYTES);
    Pipe toClient = new Pipe(BUFFER_BYTES);
    return new Pair(
        new MemorySocket(toClient, toServer, clientTap),
        new MemorySocket(toServer, toClient, Optional.empty()));
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) {
    // it always was
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public InetAddress getInetAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public void setSoTimeout(int timeout) {
    // the warm-up's deadline is enough
  }

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    outgoing.sink().close(); // what was written can still be read
    incoming.source().close();
  }
}
