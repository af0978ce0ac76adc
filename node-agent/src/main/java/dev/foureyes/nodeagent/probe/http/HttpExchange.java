package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver.Observed;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** One request and its response, on a connection of its own. */
final class HttpExchange {

  /**
   * Most bytes of a decoded body that are read. A body that unpacks to more costs no more than
   * this.
   */
  static final long MAX_BODY_BYTES = 1 << 20;

  private static final long READ_BYTES = 8192;

  private final OkHttpClient client;
  private final HostLookup lookup;
  private final X509ExtendedTrustManager trust;
  private final NodeClock clock;
  private final HttpSettings settings;
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
    this.sockets = sockets;
  }

  /**
   * What came of it. Whatever was not reached is absent.
   *
   * @param protocol "http/1.1" or "h2"; empty when no response came
   * @param location the Location header; absent when there is none
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
      long wireBytes,
      long bodyBytes,
      boolean bodyTruncated,
      Optional<Failure> failure) {}

  /** Sends a request and reads the response, within the deadline. */
  Hop perform(Request request, Deadline deadline) throws InterruptedException {
    return new Run(request, deadline).perform();
  }

  private final class Run {

    private final Request request;
    private final Deadline deadline;
    private final ByteTap tap;
    private final PhaseClock phases;
    private final CertificateObserver certificates;
    private final long startNanos;
    private OptionalLong dnsNanos = OptionalLong.empty();
    private Optional<InetAddress> target = Optional.empty();
    private @Nullable Response response;
    private long bodyBytes;
    private boolean bodyTruncated;

    private Run(Request request, Deadline deadline) {
      this.request = request;
      this.deadline = deadline;
      this.tap = new ByteTap(deadline.ticker());
      this.phases = new PhaseClock(deadline.ticker(), tap, request.body() != null);
      this.startNanos = deadline.ticker().nanos();
      this.certificates =
          new CertificateObserver(
              trust, clock.wall(), request.url().host(), settings.skipCertificateCheck());
    }

    private Hop perform() throws InterruptedException {
      try {
        Resolved resolved = lookup.resolve(request.url().host(), settings.family(), deadline);
        dnsNanos = resolved.dnsNanos();
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
        InetSocketAddress address = new InetSocketAddress(target.get(), request.url().port());
        return hop(
            Optional.of(new HttpFailures(address, deadline, phases, certificates, tap).of(e)));
      } finally {
        call.cancel(); // ends the connection
      }
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
              .callTimeout(deadline.remaining());
      if (request.url().isHttps()) {
        own.socketFactory(sockets.apply(Optional.empty()))
            .sslSocketFactory(
                new ProbeTlsSockets(tlsContext().getSocketFactory(), tap), certificates);
      } else {
        own.socketFactory(sockets.apply(Optional.of(tap)));
      }
      return own.build();
    }

    private SSLContext tlsContext() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {certificates}, null);
        return context;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has TLS", e);
      }
    }

    private void readBody(BufferedSource body) throws IOException {
      Buffer scratch = new Buffer();
      while (bodyBytes < MAX_BODY_BYTES) {
        long read = body.read(scratch, Math.min(READ_BYTES, MAX_BODY_BYTES - bodyBytes));
        if (read < 0) {
          return;
        }
        bodyBytes += read;
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
          received == null ? 0 : tap.bytes(),
          bodyBytes,
          bodyTruncated,
          failure);
    }

    private static String protocol(Protocol protocol) {
      return protocol == Protocol.HTTP_2 ? "h2" : protocol.toString();
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
