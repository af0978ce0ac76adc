package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.tls.TlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS over a connected socket, has the name in the certificate checked along with the chain,
 * and taps what comes out of it.
 */
final class ProbeTlsSockets extends SSLSocketFactory {

  private final SSLSocketFactory delegate;
  private final ByteTap tap;
  private final String serverName;

  /**
   * @param serverName asked for, and looked for in the certificate
   */
  ProbeTlsSockets(SSLSocketFactory delegate, ByteTap tap, String serverName) {
    this.delegate = delegate;
    this.tap = tap;
    this.serverName = serverName;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return new TappedSslSocket(TlsClient.over(delegate, socket, serverName, port), tap);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return delegate.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return delegate.getSupportedCipherSuites();
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
    return new SocketException("TLS is only put over connected sockets here");
  }
}
