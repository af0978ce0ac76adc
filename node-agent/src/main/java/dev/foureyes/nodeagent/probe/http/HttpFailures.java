package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver.Observed;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.Optional;

/**
 * What a request that failed means.
 *
 * <table>
 * <caption>Whose fault it is, and in which phase</caption>
 * <tr><th>what happened</th><th>fault</th><th>phase</th></tr>
 * <tr><td>no connection</td><td>as in {@link Connects}</td><td>CONNECT</td></tr>
 * <tr><td>certificate not valid, no common TLS version …</td><td>TARGET</td><td>TLS</td></tr>
 * <tr><td>silence after the connection stood</td><td>TARGET</td><td>the one that did not end</td></tr>
 * <tr><td>connection closed or reset, no HTTP, head too large</td><td>TARGET</td><td>the one that did not end</td></tr>
 * </table>
 */
final class HttpFailures {

  private final InetSocketAddress address;
  private final Deadline deadline;
  private final PhaseClock phases;
  private final CertificateObserver certificates;
  private final ByteTap tap;

  HttpFailures(
      InetSocketAddress address,
      Deadline deadline,
      PhaseClock phases,
      CertificateObserver certificates,
      ByteTap tap) {
    this.address = address;
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
    return AddressText.of(address);
  }

  private Failure target(String sentence) {
    return new Failure(Fault.FAULT_TARGET, phases.current(), sentence);
  }

  private Failure timeout() {
    String within = " within " + deadline.timeout().toMillis() + " ms";
    return switch (phases.current()) {
      case ERROR_PHASE_CONNECT ->
          new Failure(
              Fault.FAULT_PATH,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "connect to " + name() + " got no answer" + within);
      case ERROR_PHASE_TLS -> target("the TLS handshake with " + name() + " did not end" + within);
      case ERROR_PHASE_SEND -> target(name() + " did not take the whole request" + within);
      case ERROR_PHASE_WAIT -> target(name() + " sent no response" + within);
      default ->
          target(
              name() + " sent " + tap.bytes() + " bytes of a response and did not end it" + within);
    };
  }

  private Failure connect(IOException thrown) {
    boolean isWrapped =
        thrown instanceof ConnectException && thrown.getCause() instanceof IOException;
    IOException original =
        isWrapped && thrown.getCause() instanceof IOException cause ? cause : thrown;
    return Connects.failure(original, address, deadline.timeout());
  }

  private Failure tls(IOException thrown) {
    Optional<Observed> observed = certificates.observed();
    if (observed.isPresent() && !observed.get().invalidReason().isEmpty()) {
      return target(
          "the certificate of " + name() + " is not valid: " + observed.get().invalidReason());
    }
    return target("the TLS handshake with " + name() + " failed: " + thrown.getMessage());
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
