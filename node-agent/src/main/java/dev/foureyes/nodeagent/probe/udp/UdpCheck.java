package dev.foureyes.nodeagent.probe.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.probe.udp.UdpExchange.Answer;
import dev.foureyes.nodeagent.probe.udp.UdpFailures.Meaning;
import dev.foureyes.nodeagent.probe.udp.UdpSettings.Anything;
import dev.foureyes.nodeagent.probe.udp.UdpSettings.Bytes;
import dev.foureyes.nodeagent.probe.udp.UdpSettings.Match;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.UdpReply;
import dev.foureyes.proto.results.v1.UdpResult;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** One run: asks, waits, and looks at the answer. */
final class UdpCheck {

  private static final int MAX_SHOWN_BYTES = 32;

  private final UdpSettings settings;
  private final HostLookup lookup;
  private final Deadline deadline;
  private final UdpResult.Builder result = UdpResult.newBuilder();

  UdpCheck(UdpSettings settings, HostLookup lookup, Deadline deadline) {
    this.settings = settings;
    this.lookup = lookup;
    this.deadline = deadline;
  }

  ProbeOutcome run() throws InterruptedException {
    try {
      Resolved resolved = lookup.resolve(settings.host(), settings.family(), deadline);
      resolved.dnsNanos().ifPresent(nanos -> result.setDnsMs(Millis.of(nanos)));
      InetSocketAddress target = new InetSocketAddress(resolved.address(), settings.port());
      lookup.check(target.getAddress());
      Optional<Failure> failure = asked(target);
      return failure.isPresent() ? failed(failure.get()) : new ProbeOutcome.Passed(detail());
    } catch (ProbeFailedException e) {
      return failed(e.failure());
    }
  }

  private ProbeOutcome failed(Failure failure) {
    return new ProbeOutcome.Failed(detail(), failure);
  }

  private ProbeDetail detail() {
    return new ProbeDetail.Udp(result.build());
  }

  private Optional<Failure> asked(InetSocketAddress target) {
    UdpExchange exchange = new UdpExchange(target, settings, deadline);
    UdpExchange.Reply reply = exchange.perform();
    if (exchange.sent() > 0) {
      result.setRemoteIp(AddressText.of(target.getAddress())).setSentPackets(exchange.sent());
    }
    return switch (reply) {
      case Answer answer -> judged(answer, AddressText.of(target));
      case UdpExchange.None none -> {
        Meaning meaning = none.meaning();
        result.setReply(meaning.reply());
        yield Optional.of(meaning.failure());
      }
    };
  }

  private Optional<Failure> judged(Answer answer, String peer) {
    result
        .setReply(UdpReply.UDP_REPLY_ANSWER)
        .setRttMs(Millis.of(answer.rttNanos()))
        .setTotalMs(result.getDnsMs() + Millis.of(answer.totalNanos()))
        .setResponseBytes(answer.bytes().size())
        .setReceivedText(
            ShownText.received(
                answer
                    .bytes()
                    .substring(0, Math.min(answer.bytes().size(), 1_024))
                    .toString(UTF_8)));
    return switch (settings.expectation()) {
      case Anything nothingInParticular -> Optional.empty();
      case Bytes expected -> bytes(answer.bytes(), expected.bytes(), peer);
      case Match match -> match(answer.bytes().toString(UTF_8), match, peer);
    };
  }

  private static Optional<Failure> bytes(ByteString answer, ByteString expected, String peer) {
    if (contains(answer, expected)) {
      return Optional.empty();
    }
    return content(
        peer + " answered " + hex(answer) + " (expected: " + hex(expected) + " somewhere in it)");
  }

  private static boolean contains(ByteString answer, ByteString wanted) {
    // One byte is one character here, so that the search is that of a text.
    return answer.toString(ISO_8859_1).contains(wanted.toString(ISO_8859_1));
  }

  private static String hex(ByteString bytes) {
    String text =
        HexFormat.of()
            .formatHex(bytes.substring(0, Math.min(bytes.size(), MAX_SHOWN_BYTES)).toByteArray());
    return bytes.isEmpty() ? "without content" : bytes.size() > MAX_SHOWN_BYTES ? text + "…" : text;
  }

  private Optional<Failure> match(String text, Match match, String peer) {
    try {
      if (match.pattern().find(text, deadline::isOver).isPresent()) {
        return Optional.empty();
      }
      return content(
          peer
              + " answered "
              + ShownText.quoted(text)
              + " (expected: a match of "
              + match.pattern()
              + ")");
    } catch (TimeoutException e) {
      return Optional.of(
          new Failure(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_CONTENT,
              "no time was left to search the answer for " + match.pattern()));
    }
  }

  private static Optional<Failure> content(String sentence) {
    return Optional.of(new Failure(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_CONTENT, sentence));
  }
}
