package dev.foureyes.nodeagent.update;

import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.common.v1.AddressFamily;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * An update on a web server: plain GET over HTTP/1.1, with its own few lines so that every address
 * is checked where it is connected to, also after a redirect. All of it is bounded in size and
 * time.
 */
final class WebSource implements UpdateSource {

  private static final int MAX_URL = 2048;
  private static final int MAX_HEAD_BYTES = 16 << 10;
  private static final int MAX_REDIRECTS = 3;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration TOTAL_TIMEOUT = Duration.ofMinutes(30);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final URI manifest;
  private final HostLookup lookup;
  private final SSLSocketFactory tls;
  private final Ticker ticker;

  private WebSource(URI manifest, HostLookup lookup, SSLSocketFactory tls, Ticker ticker) {
    this.manifest = manifest;
    this.lookup = lookup;
    this.tls = tls;
    this.ticker = ticker;
  }

  /** Whether a text looks like a URL for this. */
  static boolean takes(String text) {
    return text.matches("(?i)https?://.*");
  }

  /**
   * A place.
   *
   * @param url of a file NAME.update
   */
  static WebSource of(String url, HostLookup lookup, SSLSocketFactory tls, Ticker ticker)
      throws UpdateRefusedException {
    return new WebSource(checked(url), lookup, tls, ticker);
  }

  private static URI checked(String url) throws UpdateRefusedException {
    try {
      URI uri = URI.create(url.length() > MAX_URL ? "" : url);
      if (takes(url) && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new UpdateRefusedException(
        "URL: "
            + url.substring(0, Math.min(url.length(), MAX_URL))
            + " (expected: http:// or https:// with a host, at most "
            + MAX_URL
            + " characters)");
  }

  @Override
  public byte[] manifest(int maxBytes)
      throws IOException, UpdateRefusedException, InterruptedException {
    try (InputStream in = open(manifest)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw new UpdateRefusedException(manifest + ": more than " + maxBytes + " bytes");
      }
      return content;
    }
  }

  @Override
  public InputStream artefact(String name)
      throws IOException, UpdateRefusedException, InterruptedException {
    return open(manifest.resolve(name));
  }

  private InputStream open(URI first)
      throws IOException, UpdateRefusedException, InterruptedException {
    Deadline deadline = Deadline.after(TOTAL_TIMEOUT, ticker);
    URI at = first;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      Response response = get(at, deadline);
      if (response.status == 200 && !response.isChunked) {
        return response.body;
      }
      response.body.close();
      if (!REDIRECTS.contains(response.status) || response.location.isEmpty()) {
        throw new IOException(
            at
                + ": status "
                + response.status
                + (response.isChunked ? " in chunks" : "")
                + " (expected: 200 with a length)");
      }
      at = redirected(at, response.location.get());
    }
    throw new IOException(first + ": more than " + MAX_REDIRECTS + " redirects");
  }

  private static URI redirected(URI from, String location) throws UpdateRefusedException {
    URI to;
    try {
      to = checked(from.resolve(location).toString());
    } catch (IllegalArgumentException e) {
      throw new UpdateRefusedException(from + ": redirects to what is no URL");
    }
    if (isTls(from) && !isTls(to)) {
      throw new UpdateRefusedException(from + ": redirects to " + to + " (expected: https)");
    }
    return to;
  }

  private static boolean isTls(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT).equals("https");
  }

  private record Response(
      int status, Optional<String> location, boolean isChunked, InputStream body) {}

  private Response get(URI uri, Deadline deadline) throws IOException, InterruptedException {
    Socket socket = connect(uri, deadline);
    try {
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String request =
          "GET %s%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: FourEyes-node\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n";
      socket
          .getOutputStream()
          .write(
              String.format(Locale.ROOT, request, path, query, uri.getRawAuthority())
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = new BufferedInputStream(new Bounded(socket, deadline));
      String[] lines = head(in).split("\r\n", -1);
      if (!lines[0].matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
        throw new IOException(uri + ": no answer in HTTP/1.1");
      }
      return new Response(
          Integer.parseInt(lines[0].substring(9, 12)),
          field(lines, "location"),
          field(lines, "transfer-encoding").isPresent(),
          in);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private Socket connect(URI uri, Deadline deadline) throws IOException, InterruptedException {
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    int port = uri.getPort() < 0 ? (isTls(uri) ? 443 : 80) : uri.getPort();
    Duration left = deadline.remaining();
    Duration patience = left.compareTo(CONNECT_TIMEOUT) < 0 ? left : CONNECT_TIMEOUT;
    HostLookup.Resolved resolved =
        lookup.resolve(
            host, AddressFamily.ADDRESS_FAMILY_UNSPECIFIED, Deadline.after(patience, ticker));
    lookup.check(resolved.address());
    Socket plain = new Socket();
    try {
      plain.setSoTimeout(Math.toIntExact(READ_TIMEOUT.toMillis()));
      plain.connect(
          new InetSocketAddress(resolved.address(), port), Math.toIntExact(patience.toMillis()));
      return isTls(uri) ? encrypted(plain, host, port) : plain;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private Socket encrypted(Socket plain, String host, int port) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < MAX_HEAD_BYTES) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("answer ended within its head");
      }
      head.append((char) next);
      if (next == '\n' && head.toString().endsWith("\r\n\r\n")) {
        return head.toString();
      }
    }
    throw new IOException("head of the answer: more than " + MAX_HEAD_BYTES + " bytes");
  }

  private static Optional<String> field(String[] lines, String name) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(line.substring(colon + 1).strip());
      }
    }
    return Optional.empty();
  }

  /** A socket's input that ends with the deadline, however slowly bytes drip in. */
  private static final class Bounded extends FilterInputStream {

    private final Socket socket;
    private final Deadline deadline;

    Bounded(Socket socket, Deadline deadline) throws IOException {
      super(socket.getInputStream());
      this.socket = socket;
      this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
      checkTime();
      return super.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      checkTime();
      return super.read(target, offset, length);
    }

    private void checkTime() throws IOException {
      if (deadline.isOver()) {
        throw new SocketTimeoutException("not done within " + TOTAL_TIMEOUT.toMinutes() + " min");
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Override
  public String toString() {
    return manifest.toString();
  }
}
