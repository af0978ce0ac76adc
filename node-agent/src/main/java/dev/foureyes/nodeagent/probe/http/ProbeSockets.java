package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.name.HostLookup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Makes the sockets of a probe. They connect to no address that the target policy forbids, whatever
 * has chosen it, and do not hold back small writes: with Nagle's algorithm a request over HTTP/2
 * waits some 40 ms for the peer's delayed acknowledgement.
 */
final class ProbeSockets extends SocketFactory {

  private final HostLookup lookup;
  private final Optional<ByteTap> tap;

  /**
   * @param lookup knows what may be connected to
   * @param tap sees what is read; absent when TLS comes between
   */
  ProbeSockets(HostLookup lookup, Optional<ByteTap> tap) {
    this.lookup = lookup;
    this.tap = tap;
  }

  @Override
  public Socket createSocket() {
    return new ProbeSocket(lookup, tap);
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
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    throw unsupported();
  }

  private static IOException unsupported() {
    return new SocketException("only unconnected sockets are made here");
  }

  private static final class ProbeSocket extends Socket {

    private final HostLookup lookup;
    private final Optional<ByteTap> tap;

    private ProbeSocket(HostLookup lookup, Optional<ByteTap> tap) {
      this.lookup = lookup;
      this.tap = tap;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      if (endpoint instanceof InetSocketAddress address && address.getAddress() != null) {
        lookup.check(address.getAddress());
      }
      super.connect(endpoint, timeout);
      setTcpNoDelay(true);
    }

    @Override
    public InputStream getInputStream() throws IOException {
      InputStream in = super.getInputStream();
      return tap.isPresent() ? new TappedInputStream(in, tap.get()) : in;
    }
  }
}
