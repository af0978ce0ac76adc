package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.http.HttpOptions.ProxyServer;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver.Observed;
import dev.foureyes.nodeagent.probe.tls.TlsClient;
import dev.foureyes.nodeagent.probe.tls.TlsSettings;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.Call;
import okhttp3.Challenge;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** One request and its response, on a connection of its own. */
final class HttpExchange {

  private static final long READ_BYTES = 8192;
  private static final int UNAUTHORIZED = 401;
  private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";
  private static final List<Protocol> BOTH = List.of(Protocol.HTTP_2, Protocol.HTTP_1_1);

  private final OkHttpClient client;
  private final HostLookup lookup;
  private final X509ExtendedTrustManager trust;
  private final NodeClock clock;
  private final HttpSettings settings;
  private final TlsSettings tls;
  private final Optional<ProxyServer> proxy;
  private final Function<Optional<ByteTap>, SocketFactory> sockets;

  /**
   * @param sockets makes the sockets of a request, with the tap for what they read where there is
   *     one
   */
  HttpExchange(
      OkHttpClient client,
      HostLookup lookup,
      X509ExtendedTrustManager trust,
      NodeClock clock,
      HttpSettings settings,
      Function<Optional<ByteTap>, SocketFactory> sockets) {
    this.client = client;
    this.lookup = lookup;
    this.trust = trust;
    this.clock = clock;
    this.settings = settings;
    this.tls = settings.options().tls();
    this.proxy = settings.options().proxy();
    this.sockets = sockets;
  }

  /**
   * What came of it. Whatever was not reached is absent.
   *
   * @param protocol "http/1.1" or "h2"; empty when no response came
   * @param location the Location header; absent when there is none
   * @param challenges what a response with the status 401 asks for
   * @param failure absent when the response was received
   */
  record Hop(
      HttpUrl url,
      long startNanos,
      OptionalLong dnsNanos,
      Optional<InetAddress> address,
      PhaseClock phases,
      Optional<Observed> tls,
      OptionalInt status,
      String protocol,
      Optional<String> location,
      List<Challenge> challenges,
      long wireBytes,
      long bodyBytes,
      boolean bodyTruncated,
      ResponseContent content,
      Optional<Failure> failure) {

    /** Of a request that was redirected only the figures are of use. */
    Hop withoutContent() {
      return new Hop(
          url,
          startNanos,
          dnsNanos,
          address,
          phases,
          tls,
          status,
          protocol,
          location,
          challenges,
          wireBytes,
          bodyBytes,
          bodyTruncated,
          ResponseContent.NONE,
          failure);
    }
  }

  /**
   * Sends a request and reads the response, within the deadline.
   *
   * @param addresses where the request goes, unless it goes to a proxy
   */
  Hop perform(Request request, AddressSource addresses, Credentials credentials, Deadline deadline)
      throws InterruptedException {
    return new Run(request, addresses, credentials, deadline).perform();
  }

  private final class Run {

    private final Request request;
    private final AddressSource addresses;
    private final Credentials credentials;
    private final Deadline deadline;
    private final boolean isOwnHost;
    private final String serverName;
    private final ByteTap tap;
    private final PhaseClock phases;
    private final CertificateObserver certificates;
    private long startNanos;
    private OptionalLong dnsNanos = OptionalLong.empty();
    private Optional<InetAddress> target = Optional.empty();
    private @Nullable Response response;
    private final Buffer kept = new Buffer();
    private long bodyBytes;
    private boolean bodyTruncated;

    private Run(
        Request request, AddressSource addresses, Credentials credentials, Deadline deadline) {
      this.request = request;
      this.addresses = addresses;
      this.credentials = credentials;
      this.deadline = deadline;
      this.isOwnHost = HttpConversation.isSameOrigin(request.url(), settings.url());
      this.serverName =
          isOwnHost ? tls.serverName().orElse(request.url().host()) : request.url().host();
      this.tap = new ByteTap(deadline.ticker());
      this.phases = new PhaseClock(deadline.ticker(), tap, request.body() != null);
      this.startNanos = deadline.ticker().nanos();
      this.certificates =
          new CertificateObserver(trust, clock.wall(), serverName, tls.skipCertificateCheck());
    }

    private Hop perform() throws InterruptedException {
      try {
        Resolved resolved = resolve();
        dnsNanos = resolved.dnsNanos();
        startNanos = deadline.ticker().nanos() - dnsNanos.orElse(0); // a shared look-up was before
        target = Optional.of(resolved.address());
      } catch (ProbeFailedException e) {
        return hop(Optional.of(e.failure()));
      }
      Call call = client(target.get()).newCall(request);
      try (Response received = call.execute()) {
        response = received;
        readBody(received.body().source());
        phases.received();
        return hop(Optional.empty());
      } catch (IOException e) {
        return hop(Optional.of(failures(target.get()).of(e)));
      } finally {
        call.cancel(); // ends the connection
      }
    }

    private Resolved resolve() throws ProbeFailedException, InterruptedException {
      String host = request.url().host();
      if (proxy.isEmpty()) {
        return addresses.of(host, deadline);
      }
      ProxyTargets.check(host, lookup, deadline);
      return lookup.resolve(proxy.get().host(), AddressFamily.ADDRESS_FAMILY_UNSPECIFIED, deadline);
    }

    private HttpFailures failures(InetAddress address) {
      int port = proxy.map(ProxyServer::port).orElse(request.url().port());
      return new HttpFailures(
          new InetSocketAddress(address, port),
          proxy.isPresent(),
          request.url().isHttps(),
          deadline,
          phases,
          certificates,
          tap);
    }

    /**
     * A client for this request alone: its own DNS object, so that no connection is shared, its own
     * TLS context, so that no session is.
     */
    private OkHttpClient client(InetAddress address) {
      OkHttpClient.Builder own =
          client
              .newBuilder()
              .dns(new OneAddress(address))
              .eventListener(phases)
              .protocols(protocols())
              .callTimeout(deadline.remaining());
      proxy.ifPresent(server -> through(own, new InetSocketAddress(address, server.port())));
      if (request.url().isHttps()) {
        Optional<KeyManager> identity = isOwnHost ? credentials.identity() : Optional.empty();
        own.socketFactory(sockets.apply(Optional.empty()))
            .sslSocketFactory(
                new ProbeTlsSockets(TlsClient.sockets(certificates, identity), tap, serverName),
                certificates);
      } else {
        own.socketFactory(sockets.apply(Optional.of(tap)));
      }
      return own.build();
    }

    private List<Protocol> protocols() {
      return switch (settings.options().version()) {
        case HTTP_VERSION_1_1 -> List.of(Protocol.HTTP_1_1);
        case HTTP_VERSION_2 -> {
          if (!request.url().isHttps()) {
            tap.http2();
            yield List.of(Protocol.H2_PRIOR_KNOWLEDGE);
          }
          yield BOTH;
        }
        case HTTP_VERSION_UNSPECIFIED, UNRECOGNIZED -> BOTH;
      };
    }

    /** The proxy's password goes to the proxy: with CONNECT, and with each request of http. */
    private void through(OkHttpClient.Builder own, InetSocketAddress server) {
      own.proxy(new Proxy(Proxy.Type.HTTP, server));
      credentials
          .proxyAuthorization()
          .ifPresent(value -> {
            if (request.url().isHttps()) {
              own.proxyAuthenticator((route, answer) ->
                  answer.request().header(PROXY_AUTHORIZATION) == null
                      ? answer.request().newBuilder().header(PROXY_AUTHORIZATION, value).build()
                      : null);
            } else {
              own.addNetworkInterceptor(chain ->
                  chain.proceed(
                      chain.request().newBuilder().header(PROXY_AUTHORIZATION, value).build()));
            }
          });
    }

    private void readBody(BufferedSource body) throws IOException {
      Buffer scratch = new Buffer();
      long most = settings.options().maxBodyBytes();
      boolean isKept = settings.checks().needBody();
      while (bodyBytes < most) {
        long read = body.read(scratch, Math.min(READ_BYTES, most - bodyBytes));
        if (read < 0) {
          return;
        }
        bodyBytes += read;
        if (isKept && kept.size() < ResponseContent.MAX_BYTES) {
          kept.write(scratch, Math.min(read, ResponseContent.MAX_BYTES - kept.size()));
        }
        scratch.clear();
      }
      bodyTruncated = !body.exhausted();
    }

    private Hop hop(Optional<Failure> failure) {
      Response received = response;
      return new Hop(
          request.url(),
          startNanos,
          dnsNanos,
          phases.reachedAddress() ? target : Optional.empty(),
          phases,
          certificates.observed(),
          received == null ? OptionalInt.empty() : OptionalInt.of(received.code()),
          received == null ? "" : protocol(received.protocol()),
          received == null ? Optional.empty() : Optional.ofNullable(received.header("Location")),
          received == null || received.code() != UNAUTHORIZED ? List.of() : received.challenges(),
          received == null ? 0 : tap.bytes(),
          bodyBytes,
          bodyTruncated,
          failure.isPresent() || received == null ? ResponseContent.NONE : content(received),
          failure);
    }

    private ResponseContent content(Response received) {
      MediaType type = received.body().contentType();
      return new ResponseContent(
          received.headers(),
          kept.readByteString(),
          Optional.ofNullable(type == null ? null : type.charset()));
    }

    private static String protocol(Protocol protocol) {
      return protocol == Protocol.HTTP_2 || protocol == Protocol.H2_PRIOR_KNOWLEDGE
          ? "h2"
          : protocol.toString();
    }
  }

  /**
   * Gives the address that was looked up and checked. Each instance is another, which keeps OkHttp
   * from sharing connections.
   */
  private static final class OneAddress implements Dns {

    private final InetAddress address;

    private OneAddress(InetAddress address) {
      this.address = address;
    }

    @Override
    public List<InetAddress> lookup(String hostname) {
      return List.of(address);
    }
  }
}
