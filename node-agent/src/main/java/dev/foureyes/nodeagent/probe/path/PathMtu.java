package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.socket.Errno;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.PacketAnswer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Path MTU discovery (RFC 1191, RFC 8201): packets that must not be fragmented, first as large as
 * this machine's link takes, then as routers say. Where they are silent nothing is found.
 */
final class PathMtu {

  /** Larger ones are only found inside a machine. */
  private static final int LARGEST = 9_216;

  private static final int MOST_SIZES = 8;
  private static final int TRIES = 2;
  private static final int HOP_LIMIT = 64;
  private static final int TRANSPORT_HEADER = 8; // UDP and ICMP
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int SMALLEST_IPV4 = 68;
  private static final int SMALLEST_IPV6 = 1280;

  /** For routers that do not say what fits (RFC 1191, 7.1). */
  private static final List<Integer> PLATEAUS = List.of(4352, 2002, 1492, 1280, 1006, 508, 296);

  private final FlowProber prober;
  private final boolean isIpv4;
  private final Duration wait;
  private final Deadline deadline;

  PathMtu(FlowProber prober, InetAddress target, Duration wait, Deadline deadline) {
    this.prober = prober;
    this.isIpv4 = target instanceof Inet4Address;
    this.wait = wait;
    this.deadline = deadline;
  }

  /** Bytes with the IP header. */
  OptionalInt find() throws ErrnoException, InterruptedException {
    prober.dontFragment(true);
    int size = Math.min(LARGEST, prober.linkMtu());
    for (int i = 0; i < MOST_SIZES && size >= smallest(); i++) {
      Attempt attempt = attempt(size);
      switch (attempt) {
        case Attempt.Fits _ -> {
          return OptionalInt.of(size);
        }
        case Attempt.Silent _ -> {
          return OptionalInt.empty();
        }
        case Attempt.TooBig(long said) -> size = next(size, said);
      }
    }
    return OptionalInt.empty();
  }

  private sealed interface Attempt {
    record Fits() implements Attempt {}

    record Silent() implements Attempt {}

    record TooBig(long said) implements Attempt {}
  }

  private Attempt attempt(int size) throws ErrnoException, InterruptedException {
    int payload = size - TRANSPORT_HEADER - (isIpv4 ? IPV4_HEADER : IPV6_HEADER);
    for (int i = 0; i < TRIES && !deadline.isOver(); i++) {
      Duration left = deadline.remaining();
      HopAnswer answer;
      try {
        answer =
            prober
                .probe(List.of(HOP_LIMIT), payload, wait.compareTo(left) < 0 ? wait : left)
                .get(HOP_LIMIT);
      } catch (ErrnoException e) {
        if (e.errno() == Errno.MESSAGE_TOO_LONG) {
          return new Attempt.TooBig(prober.linkMtu());
        }
        throw e;
      }
      if (answer != null && answer.answer() == PacketAnswer.PACKET_ANSWER_TOO_BIG) {
        return new Attempt.TooBig(answer.nextMtu());
      }
      if (answer != null && answer.isReached()) {
        return new Attempt.Fits();
      }
    }
    return new Attempt.Silent();
  }

  private int next(int size, long said) {
    if (said >= smallest() && said < size) {
      return (int) said;
    }
    return PLATEAUS.stream().filter(plateau -> plateau < size).findFirst().orElse(0);
  }

  private int smallest() {
    return isIpv4 ? SMALLEST_IPV4 : SMALLEST_IPV6;
  }
}
