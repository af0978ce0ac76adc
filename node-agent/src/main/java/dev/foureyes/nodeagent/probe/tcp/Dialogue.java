package dev.foureyes.nodeagent.probe.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.model.text.BoundedPattern;
import dev.foureyes.model.text.BoundedPattern.Found;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.tcp.TcpSettings.Expect;
import dev.foureyes.nodeagent.probe.tcp.TcpSettings.Send;
import dev.foureyes.nodeagent.probe.tcp.TcpSettings.StartTls;
import dev.foureyes.nodeagent.probe.tcp.TcpSettings.Step;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.TcpResult;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * What is said over one connection, step by step. Whatever a peer sends or holds back is the
 * target's fault, for the connection stood. Whoever calls it closes the connection at the deadline.
 */
final class Dialogue {

  private static final int READ_BYTES = 4_096;

  /** A peer that sends byte by byte is not searched anew for each byte after so many searches. */
  private static final int EAGER_SEARCHES = 64;

  private static final Duration PACE = Duration.ofMillis(10);

  private final List<Step> steps;
  private final String peer;
  private final Deadline deadline;
  private final TlsStart tls;
  private final TcpResult.Builder result;
  private final Received received = new Received();
  private long sentBytes;
  private int at;

  /** Makes a connection a TLS connection. */
  @FunctionalInterface
  interface TlsStart {
    Socket over(Socket plain) throws IOException;
  }

  /**
   * @param peer its address and port
   * @param result what is measured is put into it, also when the dialogue fails
   */
  Dialogue(
      List<Step> steps, String peer, Deadline deadline, TlsStart tls, TcpResult.Builder result) {
    this.steps = steps;
    this.peer = peer;
    this.deadline = deadline;
    this.tls = tls;
    this.result = result;
  }

  /**
   * Holds it.
   *
   * @throws ProbeFailedException when a step fails
   */
  void hold(Socket connection) throws IOException, InterruptedException {
    double tlsMsBefore = result.getTlsMs();
    long start = deadline.ticker().nanos();
    Socket socket = connection;
    try {
      for (at = 0; at < steps.size(); at++) {
        switch (steps.get(at)) {
          case Send send -> send(socket, send);
          case Expect expect -> expect(socket, expect.pattern());
          case StartTls now -> socket = startTls(socket);
        }
      }
    } catch (ProbeFailedException e) {
      result.setFailedStep(at);
      throw e;
    } finally {
      double tlsMs = result.getTlsMs() - tlsMsBefore;
      result
          .setDialogueMs(Math.max(0, Millis.of(deadline.ticker().nanos() - start) - tlsMs))
          .setSentBytes((int) sentBytes)
          .setReceivedBytes((int) received.bytes())
          .setReceivedText(received.firstText());
    }
  }

  private void send(Socket socket, Send send) throws ProbeFailedException {
    byte[] text = send.text().getBytes(UTF_8);
    try {
      socket.getOutputStream().write(text);
      socket.getOutputStream().flush();
      sentBytes += text.length;
    } catch (IOException e) {
      throw failed(
          ErrorPhase.ERROR_PHASE_SEND,
          deadline.isOver()
              ? "did not take " + text.length + " bytes" + within()
              : "closed the connection before it took " + text.length + " bytes");
    }
  }

  private void expect(Socket socket, BoundedPattern pattern)
      throws IOException, InterruptedException {
    for (int searches = 0; ; searches++) {
      Optional<Found> found = search(pattern);
      if (found.isPresent()) {
        received.use(found.get().end());
        return;
      }
      if (received.isFull()) {
        throw failed(
            ErrorPhase.ERROR_PHASE_CONTENT,
            "sent "
                + received.pending().length()
                + " characters without a match, beginning with "
                + ShownText.quoted(received.pending())
                + expected(pattern));
      }
      if (searches > EAGER_SEARCHES) {
        Thread.sleep(PACE);
      }
      if (!read(socket)) {
        throw unmatched(pattern);
      }
    }
  }

  private Optional<Found> search(BoundedPattern pattern) throws ProbeFailedException {
    try {
      return pattern.find(received.pending(), deadline::isOver);
    } catch (TimeoutException e) {
      throw unmatched(pattern);
    }
  }

  private ProbeFailedException unmatched(BoundedPattern pattern) {
    boolean isSilent = received.pending().isEmpty();
    String what = isSilent ? "nothing" : ShownText.quoted(received.pending());
    return failed(
        isSilent ? ErrorPhase.ERROR_PHASE_WAIT : ErrorPhase.ERROR_PHASE_CONTENT,
        "sent "
            + what
            + (deadline.isOver() ? within() : " and closed the connection")
            + expected(pattern));
  }

  /** More of what the peer sends; false when no more comes. */
  private boolean read(Socket socket) {
    byte[] buffer = new byte[READ_BYTES];
    try {
      int count = deadline.isOver() ? -1 : socket.getInputStream().read(buffer);
      if (count > 0) {
        received.add(buffer, count);
      }
      return count >= 0;
    } catch (IOException e) {
      return false; // reset, or closed at the deadline
    }
  }

  /**
   * What the peer said in the clear is not taken for what it says under TLS (CVE-2011-0411). Of a
   * line that has begun to come the rest is awaited, or TLS would choke on it.
   */
  private Socket startTls(Socket socket) throws IOException {
    StringBuilder rest = received.pending();
    while (!rest.isEmpty() && rest.charAt(rest.length() - 1) != '\n') {
      if (received.isFull() || !read(socket)) {
        break;
      }
    }
    received.forget();
    return tls.over(socket);
  }

  private static String expected(BoundedPattern pattern) {
    return " (expected: a match of " + ShownText.cut(pattern.toString(), 120) + ")";
  }

  private String within() {
    return " within " + deadline.timeout().toMillis() + " ms";
  }

  private ProbeFailedException failed(ErrorPhase phase, String sentence) {
    return new ProbeFailedException(
        new Failure(Fault.FAULT_TARGET, phase, "steps[" + at + "]: " + peer + " " + sentence));
  }
}
