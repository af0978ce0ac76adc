package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.proto.results.v1.PageResource;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** One request of a page. Belongs to a {@link NetworkLog}, which guards it. */
final class Request {

  /** The page itself gave it up; that is no failure. */
  static final String CANCELED = "canceled";

  private static final int MAX_URL = 512;
  private static final int MAX_FAILURE = 256;
  private static final int FIRST_FAILED_STATUS = 400;
  private static final double MILLIS = 1_000;

  private final String id;
  private final String url;
  private final String method;
  private final String type;
  private final double sentSeconds;
  private JsonObject timing = new JsonObject();
  private OptionalInt status = OptionalInt.empty();
  private OptionalDouble endSeconds = OptionalDouble.empty();
  private String protocol = "";
  private String remoteIp = "";
  private String failure = "";
  private long headerBytes;
  private long wireBytes;

  Request(String id, String url, String method, String type, double sentSeconds) {
    this.id = id;
    this.url = ShownText.cut(url, 4 * MAX_URL);
    this.method = method;
    this.type = type.toLowerCase(Locale.ROOT);
    this.sentSeconds = sentSeconds;
  }

  void respond(JsonObject response) {
    status = OptionalInt.of((int) Json.number(response, "status").orElse(0));
    protocol = Json.text(response, "protocol");
    remoteIp = Json.text(response, "remoteIPAddress").replace("[", "").replace("]", "");
    timing = Json.object(response, "timing");
    headerBytes = (long) Json.number(response, "encodedDataLength").orElse(0);
    wireBytes = Math.max(wireBytes, headerBytes);
  }

  void addBytes(long bytes) {
    wireBytes += bytes;
  }

  /**
   * @param bytes of the whole, as the browser counts at the end; also where it did not say before
   */
  void finish(double seconds, long bytes) {
    endSeconds = OptionalDouble.of(seconds);
    wireBytes = Math.max(wireBytes, bytes);
  }

  void fail(double seconds, String reason) {
    endSeconds = OptionalDouble.of(seconds);
    failure = reason.isEmpty() ? "failed" : reason;
  }

  String id() {
    return id;
  }

  String url() {
    return url;
  }

  String type() {
    return type;
  }

  OptionalInt status() {
    return status;
  }

  String protocol() {
    return protocol;
  }

  String remoteIp() {
    return remoteIp;
  }

  String failure() {
    return failure;
  }

  long wireBytes() {
    return wireBytes;
  }

  double sentSeconds() {
    return sentSeconds;
  }

  boolean hasFailed() {
    return (!failure.isEmpty() && !failure.equals(CANCELED))
        || status.orElse(0) >= FIRST_FAILED_STATUS;
  }

  /** Name resolution; absent when there was none, as all phases. */
  OptionalDouble dnsMs() {
    return between("dnsStart", "dnsEnd");
  }

  /** TCP handshake, without TLS. */
  OptionalDouble connectMs() {
    OptionalDouble whole = between("connectStart", "connectEnd");
    double tls = tlsMs().orElse(0);
    return whole.isEmpty() ? whole : OptionalDouble.of(Math.max(0, whole.getAsDouble() - tls));
  }

  OptionalDouble tlsMs() {
    return between("sslStart", "sslEnd");
  }

  private OptionalDouble sendMs() {
    return between("sendStart", "sendEnd");
  }

  private OptionalDouble waitMs() {
    return between("sendEnd", "receiveHeadersEnd");
  }

  private OptionalDouble blockedMs() {
    OptionalDouble base = Json.number(timing, "requestTime");
    if (base.isEmpty()) {
      return base;
    }
    double first = MILLIS * (base.getAsDouble() - sentSeconds);
    for (String name : new String[] {"dnsStart", "connectStart", "sendStart"}) {
      double at = Json.number(timing, name).orElse(-1);
      if (at >= 0) {
        return OptionalDouble.of(Math.max(0, first + at));
      }
    }
    return OptionalDouble.empty();
  }

  private OptionalDouble receiveMs() {
    OptionalDouble base = Json.number(timing, "requestTime");
    double headers = Json.number(timing, "receiveHeadersEnd").orElse(-1);
    return base.isEmpty() || endSeconds.isEmpty() || headers < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            Math.max(0, MILLIS * (endSeconds.getAsDouble() - base.getAsDouble()) - headers));
  }

  /** Browsers write -1 for what did not happen. */
  private OptionalDouble between(String from, String to) {
    double start = Json.number(timing, from).orElse(-1);
    double end = Json.number(timing, to).orElse(-1);
    return start < 0 || end < start ? OptionalDouble.empty() : OptionalDouble.of(end - start);
  }

  /**
   * For a result.
   *
   * @param startSeconds when the run began, on the browser's clock
   * @param clean takes secrets out of texts
   */
  PageResource describe(double startSeconds, UnaryOperator<String> clean) {
    PageResource.Builder resource =
        PageResource.newBuilder()
            .setUrl(ShownText.cut(clean.apply(url), MAX_URL))
            .setMethod(ShownText.cut(method, 16))
            .setType(type)
            .setProtocol(ShownText.cut(protocol, 16))
            .setRemoteIp(remoteIp)
            .setStartMs(Math.max(0, MILLIS * (sentSeconds - startSeconds)))
            .setWireBytes((int) Math.min(wireBytes, Integer.MAX_VALUE))
            .setFailure(ShownText.cut(clean.apply(failure), MAX_FAILURE));
    status.ifPresent(resource::setStatus);
    blockedMs().ifPresent(resource::setBlockedMs);
    dnsMs().ifPresent(resource::setDnsMs);
    connectMs().ifPresent(resource::setConnectMs);
    tlsMs().ifPresent(resource::setTlsMs);
    sendMs().ifPresent(resource::setSendMs);
    waitMs().ifPresent(resource::setWaitMs);
    receiveMs().ifPresent(resource::setReceiveMs);
    return resource.build();
  }
}
