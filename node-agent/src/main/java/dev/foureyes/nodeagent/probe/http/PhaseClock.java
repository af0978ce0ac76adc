package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.results.v1.ErrorPhase;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.OptionalLong;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Notes when each phase of one request began and ended, by OkHttp's events. They come in this
 * order, in the thread of the call:
 *
 * <pre>
 * connectStart [secureConnectStart secureConnectEnd] connectEnd
 *   requestHeadersStart requestHeadersEnd [requestBodyStart requestBodyEnd]
 *   responseHeadersEnd
 * </pre>
 *
 * <p>{@code responseHeadersStart} is not used: it comes when the head has been read. The first byte
 * is the {@link ByteTap}'s.
 */
final class PhaseClock extends EventListener {

  private final Ticker ticker;
  private final ByteTap tap;
  private final boolean hasBody;
  private OptionalLong connectStart = OptionalLong.empty();
  private OptionalLong tcpEnd = OptionalLong.empty();
  private OptionalLong tlsStart = OptionalLong.empty();
  private OptionalLong tlsEnd = OptionalLong.empty();
  private OptionalLong connected = OptionalLong.empty();
  private OptionalLong sendStart = OptionalLong.empty();
  private OptionalLong sendEnd = OptionalLong.empty();
  private OptionalLong bodyEnd = OptionalLong.empty();

  PhaseClock(Ticker ticker, ByteTap tap, boolean hasBody) {
    this.ticker = ticker;
    this.tap = tap;
    this.hasBody = hasBody;
  }

  private OptionalLong now() {
    return OptionalLong.of(ticker.nanos());
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    connectStart = now();
  }

  @Override
  public void secureConnectStart(Call call) {
    tlsStart = now();
    tcpEnd = tlsStart;
  }

  @Override
  public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
    tlsEnd = now();
  }

  @Override
  public void connectEnd(
      Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
    connected = now();
    if (tcpEnd.isEmpty()) {
      tcpEnd = connected;
    }
  }

  @Override
  public void requestHeadersStart(Call call) {
    sendStart = now();
  }

  @Override
  public void requestHeadersEnd(Call call, Request request) {
    if (!hasBody) {
      sent();
    }
  }

  @Override
  public void requestBodyEnd(Call call, long byteCount) {
    sent();
  }

  private void sent() {
    sendEnd = now();
    tap.requestSent();
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    tap.headRead();
  }

  /** The body has been read, or as much of it as is wanted. */
  void received() {
    bodyEnd = now();
  }

  OptionalLong connectNanos() {
    return between(connectStart, tcpEnd);
  }

  OptionalLong tlsNanos() {
    return between(tlsStart, tlsEnd);
  }

  OptionalLong sendNanos() {
    return between(sendStart, sendEnd);
  }

  OptionalLong waitNanos() {
    return between(sendEnd, tap.firstByteNanos());
  }

  OptionalLong receiveNanos() {
    return between(tap.firstByteNanos(), bodyEnd);
  }

  private static OptionalLong between(OptionalLong start, OptionalLong end) {
    return start.isPresent() && end.isPresent()
        ? OptionalLong.of(Math.max(0, end.getAsLong() - start.getAsLong()))
        : OptionalLong.empty();
  }

  /** The phase that had begun and not ended. */
  ErrorPhase current() {
    if (tcpEnd.isEmpty()) {
      return ErrorPhase.ERROR_PHASE_CONNECT;
    }
    if (connected.isEmpty()) {
      return ErrorPhase.ERROR_PHASE_TLS;
    }
    if (sendEnd.isEmpty()) {
      return ErrorPhase.ERROR_PHASE_SEND;
    }
    return tap.firstByteNanos().isEmpty()
        ? ErrorPhase.ERROR_PHASE_WAIT
        : ErrorPhase.ERROR_PHASE_RECEIVE;
  }

  /** Whether a connection to the address came about. */
  boolean reachedAddress() {
    return tcpEnd.isPresent();
  }
}
