package dev.foureyes.nodeagent.probe.http;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver.Observed;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;

/**
 * Posts small messages to an HTTPS server, each over a connection of its own, for protocols that
 * are carried by HTTP. Redirects are not followed.
 */
public final class HttpPost {

  private final OkHttpClient client;
  private final HostLookup lookup;
  private final X509ExtendedTrustManager trust;
  private final InstantSource clock;
  private final HttpUrl url;
  private final MediaType mediaType;
  private final String userAgent;
  private final boolean skipCertificateCheck;

  HttpPost(
      OkHttpClient client,
      HostLookup lookup,
      X509ExtendedTrustManager trust,
      InstantSource clock,
      HttpUrl url,
      MediaType mediaType,
      String userAgent,
      boolean skipCertificateCheck) {
    this.client = client;
    this.lookup = lookup;
    this.trust = trust;
    this.clock = clock;
    this.url = url;
    this.mediaType = mediaType;
    this.userAgent = userAgent;
    this.skipCertificateCheck = skipCertificateCheck;
  }

  /**
   * What came of it; what was not reached is absent.
   *
   * @param address that was connected to
   * @param exchangeNanos from the first byte of the request to the last of the response
   * @param mediaType as the server says; empty when it does not
   * @param body the first bytes of it, at most as many as were asked for
   * @param failure absent when the response was received, whatever its status
   */
  public record Reply(
      Optional<InetSocketAddress> address,
      OptionalLong connectNanos,
      OptionalLong tlsNanos,
      OptionalLong exchangeNanos,
      Optional<Observed> tls,
      OptionalInt status,
      String mediaType,
      ByteString body,
      Optional<Failure> failure) {}

  /** Sends a message and reads the answer, within the deadline. */
  public Reply send(byte[] message, int maxBytes, Deadline deadline) throws InterruptedException {
    InetSocketAddress address;
    try {
      InetAddress resolved =
          lookup.resolve(url.host(), AddressFamily.ADDRESS_FAMILY_UNSPECIFIED, deadline).address();
      address = new InetSocketAddress(resolved, url.port());
    } catch (ProbeFailedException e) {
      return nothing(e.failure());
    }
    ByteTap tap = new ByteTap(deadline.ticker());
    PhaseClock phases = new PhaseClock(deadline.ticker(), tap, true);
    CertificateObserver certificates =
        new CertificateObserver(trust, clock, url.host(), skipCertificateCheck);
    Request request =
        new Request.Builder()
            .url(url)
            .header("Accept", mediaType.toString())
            .header("User-Agent", userAgent)
            .post(RequestBody.create(message, mediaType))
            .build();
    Call call = client(address.getAddress(), phases, certificates, tap, deadline).newCall(request);
    long start = deadline.ticker().nanos();
    OptionalInt status = OptionalInt.empty();
    String answerType = "";
    ByteString body = ByteString.EMPTY;
    OptionalLong exchange = OptionalLong.empty();
    Optional<Failure> failure = Optional.empty();
    try (Response response = call.execute()) {
      status = OptionalInt.of(response.code());
      String contentType = response.header("Content-Type");
      answerType = contentType == null ? "" : contentType;
      body = read(response.body().source(), maxBytes);
      phases.received();
      long before = phases.connectNanos().orElse(0) + phases.tlsNanos().orElse(0);
      exchange = OptionalLong.of(Math.max(0, deadline.ticker().nanos() - start - before));
    } catch (IOException e) {
      failure =
          Optional.of(
              new HttpFailures(address, false, url.isHttps(), deadline, phases, certificates, tap)
                  .of(e));
    } finally {
      call.cancel(); // ends the connection
    }
    return new Reply(
        phases.reachedAddress() ? Optional.of(address) : Optional.empty(),
        phases.connectNanos(),
        phases.tlsNanos(),
        exchange,
        certificates.observed(),
        status,
        answerType,
        body,
        failure);
  }

  private static Reply nothing(Failure failure) {
    return new Reply(
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        "",
        ByteString.EMPTY,
        Optional.of(failure));
  }

  private OkHttpClient client(
      InetAddress address,
      PhaseClock phases,
      CertificateObserver certificates,
      ByteTap tap,
      Deadline deadline) {
    Dns checked = new Dns() { // another object for each message, so that no connection is shared
          @Override
          public List<InetAddress> lookup(String hostname) {
            return List.of(address);
          }
        };
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {certificates}, null);
      return client
          .newBuilder()
          .dns(checked)
          .eventListener(phases)
          .callTimeout(deadline.remaining())
          .socketFactory(new ProbeSockets(lookup, Optional.empty()))
          .sslSocketFactory(
              new ProbeTlsSockets(context.getSocketFactory(), tap, url.host()), certificates)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private static ByteString read(BufferedSource source, int maxBytes) throws IOException {
    Buffer body = new Buffer();
    while (body.size() < maxBytes) {
      if (source.read(body, maxBytes - body.size()) < 0) {
        break;
      }
    }
    return ByteString.copyFrom(body.readByteArray());
  }
}
