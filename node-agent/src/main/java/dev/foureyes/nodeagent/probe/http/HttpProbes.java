package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.http.WarmUpServer.Speech;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.HttpProbe;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.Authenticator;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes HTTP probes. */
public final class HttpProbes {

  private static final Logger log = LoggerFactory.getLogger(HttpProbes.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 16;
  private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(10);

  private final OkHttpClient client;
  private final HostLookup lookup;
  private final X509ExtendedTrustManager trust;
  private final Secrets secrets;
  private final NodeClock clock;
  private final String userAgent;
  private final RandomGenerator random;

  /**
   * @param trust which certificates are valid where a test does not say
   * @param secrets what tests name
   * @param userAgent sent where a test does not set one
   */
  public HttpProbes(
      HostLookup lookup,
      X509ExtendedTrustManager trust,
      Secrets secrets,
      NodeClock clock,
      String userAgent) {
    this(lookup, trust, secrets, clock, userAgent, new Random());
  }

  /**
   * The same.
   *
   * @param random chooses addresses, for runs at the same time
   */
  HttpProbes(
      HostLookup lookup,
      X509ExtendedTrustManager trust,
      Secrets secrets,
      NodeClock clock,
      String userAgent,
      RandomGenerator random) {
    this.lookup = lookup;
    this.trust = trust;
    this.secrets = secrets;
    this.clock = clock;
    this.userAgent = userAgent;
    this.random = random;
    this.client = client();
  }

  /** The certificates that this machine's Java trusts. */
  public static X509ExtendedTrustManager systemTrust() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has a trust store", e);
    }
  }

  /** What all probes share: an OkHttp that does nothing by itself. */
  private static OkHttpClient client() {
    ConnectionSpec anyTls =
        new ConnectionSpec.Builder(
                ConnectionSpec.COMPATIBLE_TLS) // one made from nothing has no HTTP/2
            .allEnabledTlsVersions()
            .allEnabledCipherSuites()
            .build();
    return new OkHttpClient.Builder()
        .proxy(Proxy.NO_PROXY)
        .followRedirects(false) // each is a hop that is recorded
        .followSslRedirects(false)
        .retryOnConnectionFailure(false) // a failure is a measurement
        .fastFallback(false) // one address
        .cookieJar(CookieJar.NO_COOKIES)
        .authenticator(Authenticator.NONE)
        .proxyAuthenticator(Authenticator.NONE)
        .connectionPool(
            new ConnectionPool(
                0, 1, TimeUnit.MINUTES)) // closed at once; a shorter time keeps a thread busy
        .connectionSpecs(List.of(anyTls, ConnectionSpec.CLEARTEXT))
        .hostnameVerifier(
            (host, session) -> true) // the CertificateObserver checks the name with the chain
        .addNetworkInterceptor(chain ->
            // With "Retry-After: 0" OkHttp would send the request a second time.
            chain.proceed(chain.request()).newBuilder().removeHeader("Retry-After").build())
        .connectTimeout(Duration.ZERO) // the call's time is the only one
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .build();
  }

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when it cannot be run
   */
  public Probe create(HttpProbe config) throws InvalidProbeException {
    return create(config, tap -> new ProbeSockets(lookup, tap));
  }

  /**
   * The same over other sockets.
   *
   * @param sockets makes them, with the tap for what they read where there is one
   */
  Probe create(HttpProbe config, Function<Optional<ByteTap>, SocketFactory> sockets)
      throws InvalidProbeException {
    HttpSettings settings = HttpSettings.of(config);
    HostLookup names = settings.options().resolver().map(lookup::asking).orElse(lookup);
    HttpExchange exchange =
        new HttpExchange(
            client,
            names,
            settings.options().tls().trust().orElse(trust),
            clock,
            settings,
            sockets);
    return new HttpCheck(
        settings,
        new TargetAddresses(names, settings.family(), settings.url().host(), random),
        new HttpConversation(settings, exchange, clock.wall(), HttpProbes::unguessable, userAgent),
        secrets);
  }

  private static String unguessable() {
    byte[] bytes = new byte[NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Messages to one HTTPS server.
   *
   * @param mediaType of the messages and their answers
   * @throws InvalidProbeException when it is not the URL of one
   */
  public HttpPost posts(String url, String mediaType, boolean skipCertificateCheck)
      throws InvalidProbeException {
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null || !parsed.isHttps() || !parsed.username().isEmpty()) {
      throw new InvalidProbeException(
          "'" + url + "' (expected: an https URL without user and password)");
    }
    return new HttpPost(
        client,
        lookup,
        trust,
        clock.wall(),
        parsed,
        MediaType.get(mediaType),
        userAgent,
        skipCertificateCheck);
  }

  /**
   * Runs requests over HTTP, HTTPS and HTTP/2 against a server in memory. The first requests of a
   * process take a hundred times as long as later ones, and would be taken for slow targets.
   * Nothing leaves the process, and nothing listens.
   *
   * @param serverKey any key with a certificate, for the server in memory
   */
  public void warmUp(KeyManager serverKey) throws InterruptedException {
    WarmUpServer server = new WarmUpServer(serverKey);
    for (Speech speech : List.of(Speech.HTTP, Speech.HTTPS, Speech.HTTP2)) {
      String url = (speech == Speech.HTTP ? "http" : "https") + "://localhost:1/";
      HttpProbe config = HttpProbe.newBuilder().setUrl(url).setSkipCertificateCheck(true).build();
      try {
        ProbeOutcome outcome =
            create(config, tap -> server.sockets(tap, speech))
                .run(Deadline.after(WARM_UP_TIMEOUT, clock.ticker()));
        if (outcome instanceof ProbeOutcome.Failed failed) {
          log.atWarn()
              .addKeyValue("speech", speech)
              .addKeyValue("error", failed.failure().sentence())
              .log("warm-up failed");
        }
      } catch (InvalidProbeException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
