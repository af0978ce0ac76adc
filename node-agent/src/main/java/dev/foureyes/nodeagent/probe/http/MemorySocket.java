package dev.foureyes.nodeagent.probe.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import okio.Buffer;
import okio.ForwardingSink;
import okio.ForwardingSource;
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
    InputStream plain = Okio.buffer(new Incoming(incoming)).inputStream();
    this.in = tap.isPresent() ? new TappedInputStream(plain, tap.get()) : plain;
    this.out = Okio.buffer(new Outgoing(outgoing)).outputStream();
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

  /** A pipe that was closed fails as a program's mistake; a socket's end is no more than that. */
  private static final class Incoming extends ForwardingSource {

    Incoming(Pipe pipe) {
      super(pipe.source());
    }

    @Override
    public long read(Buffer to, long byteCount) throws IOException {
      try {
        return super.read(to, byteCount);
      } catch (IllegalStateException e) {
        throw new IOException("closed", e);
      }
    }
  }

  private static final class Outgoing extends ForwardingSink {

    Outgoing(Pipe pipe) {
      super(pipe.sink());
    }

    @Override
    public void write(Buffer from, long byteCount) throws IOException {
      try {
        super.write(from, byteCount);
      } catch (IllegalStateException e) {
        throw new IOException("closed", e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        super.flush();
      } catch (IllegalStateException e) {
        throw new IOException("closed", e);
      }
    }
  }
}
