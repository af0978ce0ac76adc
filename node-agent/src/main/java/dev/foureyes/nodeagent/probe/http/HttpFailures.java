package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver;
import dev.foureyes.nodeagent.probe.tls.TlsFailures;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;

/**
 * What a request that failed means.
 *
 * <table>
 * <caption>Whose fault it is, and in which phase</caption>
 * <tr><th>what happened</th><th>fault</th><th>phase</th></tr>
 * <tr><td>no connection</td><td>as in {@link Connects}</td><td>CONNECT</td></tr>
 * <tr><td>certificate not valid, no common TLS version …</td><td>TARGET</td><td>TLS</td></tr>
 * <tr><td>silence after the connection stood</td><td>TARGET</td><td>the one that did not end</td></tr>
 * <tr><td>a proxy that makes no connection, or fails in a target's place</td><td>PATH</td><td>the one that did not end</td></tr>
 * <tr><td>connection closed or reset, no HTTP, head too large</td><td>TARGET</td><td>the one that did not end</td></tr>
 * </table>
 */
final class HttpFailures {

  private final InetSocketAddress address;
  private final boolean isProxy;
  private final boolean isHttps;
  private final Deadline deadline;
  private final PhaseClock phases;
  private final CertificateObserver certificates;
  private final ByteTap tap;

  /**
   * @param address that was connected to
   * @param isProxy whether it is a proxy's
   */
  HttpFailures(
      InetSocketAddress address,
      boolean isProxy,
      boolean isHttps,
      Deadline deadline,
      PhaseClock phases,
      CertificateObserver certificates,
      ByteTap tap) {
    this.address = address;
    this.isProxy = isProxy;
    this.isHttps = isHttps;
    this.deadline = deadline;
    this.phases = phases;
    this.certificates = certificates;
    this.tap = tap;
  }

  Failure of(IOException thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProbeFailedException known) {
        return known.failure();
      }
      if (cause instanceof ByteTap.HeadTooLargeException tooLarge) {
        return target(name() + " sent too much: " + tooLarge.getMessage());
      }
    }
    if (deadline.isOver() || thrown instanceof InterruptedIOException) {
      return timeout();
    }
    return switch (phases.current()) {
      case ERROR_PHASE_CONNECT -> connect(thrown);
      case ERROR_PHASE_TLS -> tls(thrown);
      default -> exchange(thrown);
    };
  }

  private String name() {
    return (isProxy && !isHttps ? "the proxy " : "") + AddressText.of(address);
  }

  /** What a proxy answers to http in the target's place may be its own. */
  private Failure target(String sentence) {
    Fault fault = isProxy && !isHttps ? Fault.FAULT_PATH : Fault.FAULT_TARGET;
    return new Failure(fault, phases.current(), sentence);
  }

  private Failure timeout() {
    String within = " within " + deadline.timeout().toMillis() + " ms";
    return switch (phases.current()) {
      case ERROR_PHASE_CONNECT ->
          new Failure(
              Fault.FAULT_PATH,
              ErrorPhase.ERROR_PHASE_CONNECT,
              isProxy
                  ? "the proxy " + AddressText.of(address) + " made no connection" + within
                  : "connect to " + name() + " got no answer" + within);
      case ERROR_PHASE_TLS -> TlsFailures.timeout(name(), deadline.timeout());
      case ERROR_PHASE_SEND -> target(name() + " did not take the whole request" + within);
      case ERROR_PHASE_WAIT -> target(name() + " sent no response" + within);
      default ->
          target(
              name() + " sent " + tap.bytes() + " bytes of a response and did not end it" + within);
    };
  }

  private Failure connect(IOException thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (isProxy && message.contains("authenticate with proxy")) {
      return proxy(Fault.FAULT_CONFIG, "wants other credentials (status 407)");
    }
    if (isProxy && message.contains("response code for CONNECT")) {
      return proxy(
          Fault.FAULT_PATH, "made no connection: status " + message.replaceAll(".*: ?", ""));
    }
    if (isProxy && (thrown instanceof EOFException || message.contains("unexpected end"))) {
      return proxy(Fault.FAULT_PATH, "closed the connection in place of making one");
    }
    boolean isWrapped =
        thrown instanceof ConnectException && thrown.getCause() instanceof IOException;
    IOException original =
        isWrapped && thrown.getCause() instanceof IOException cause ? cause : thrown;
    return Connects.failure(original, address, deadline.timeout());
  }

  private Failure proxy(Fault fault, String what) {
    return new Failure(
        fault, ErrorPhase.ERROR_PHASE_CONNECT, "the proxy " + AddressText.of(address) + " " + what);
  }

  private Failure tls(IOException thrown) {
    return TlsFailures.handshake(name(), certificates.observed(), thrown);
  }

  private Failure exchange(IOException thrown) {
    String message = String.valueOf(thrown.getMessage());
    boolean isClosed =
        thrown instanceof EOFException
            || message.contains("unexpected end of stream")
            || message.contains("Connection reset")
            || message.contains("Broken pipe")
            || message.contains("closed");
    if (isClosed) {
      return phases.current() == ErrorPhase.ERROR_PHASE_RECEIVE
          ? target(
              name() + " closed the connection after " + tap.bytes() + " bytes of the response")
          : target(name() + " closed the connection before it sent a response");
    }
    if (thrown instanceof ProtocolException) {
      return target(name() + " does not speak HTTP as it should: " + message);
    }
    return target("exchange with " + name() + " failed: " + message);
  }
}
