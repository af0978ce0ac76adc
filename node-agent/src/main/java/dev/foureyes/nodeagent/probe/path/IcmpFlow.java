package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.icmp.Echo;
import dev.foureyes.nodeagent.probe.icmp.IcmpSockets;
import dev.foureyes.nodeagent.socket.Arrival;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.socket.NativeSocket;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.results.v1.PacketAnswer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Echo requests. Routers quote the sequence number, so that packets with several hop limits can be
 * on the way together.
 */
final class IcmpFlow implements FlowProber {

  /** More at once would run into the limits that routers have for their answers. */
  private static final int WIDTH = 10;

  private static final int MAX_WAITING_ARRIVALS = 256;
  private static final int MAX_ID = 0x10000;

  private final Ticker ticker;
  private final NativeSocket socket;
  private final Echo echo;
  private final int id;
  private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(MAX_WAITING_ARRIVALS);
  private final Poller.Registration registration;
  private int nextSequence;

  private record Sent(int hop, long nanos) {}

  private IcmpFlow(NativeSocket socket, Poller poller, Ticker ticker) throws ErrnoException {
    this.ticker = ticker;
    this.socket = socket;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    boolean isDatagram = socket.kind() == NativeSocket.Kind.ICMP_DATAGRAM;
    socket.connect(0);
    int kernelId = isDatagram ? socket.localPort() : 0;
    this.id = kernelId == 0 ? random.nextInt(1, MAX_ID) : kernelId;
    this.echo = Echo.of(socket, id, random.nextLong(), Echo.MIN_PAYLOAD);
    this.registration = poller.watch(socket, arrivals::offer);
  }

  static IcmpFlow open(InetAddress target, Poller poller, Ticker ticker)
      throws ErrnoException, ProbeFailedException {
    NativeSocket socket = IcmpSockets.open(target);
    try {
      if (socket.kind() == NativeSocket.Kind.ICMP_DATAGRAM) {
        socket.bind(0); // takes an identifier
      }
      return new IcmpFlow(socket, poller, ticker);
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int sourcePort() {
    return id;
  }

  @Override
  public Map<Integer, HopAnswer> probe(List<Integer> hops, int payloadBytes, Duration wait)
      throws ErrnoException, InterruptedException {
    Map<Integer, Sent> sent = new HashMap<>(); // by sequence number
    Map<Integer, HopAnswer> answers = new HashMap<>();
    for (int hop : hops) {
      int sequence = nextSequence++;
      byte[] packet = echo.request(sequence, Math.max(Echo.MIN_PAYLOAD, payloadBytes));
      socket.hopLimit(hop);
      sent.put(sequence, new Sent(hop, socket.send(packet, ticker)));
    }
    long until = ticker.nanos() + wait.toNanos();
    for (long left = wait.toNanos();
        left > 0 && !isComplete(hops, answers);
        left = until - ticker.nanos()) {
      Arrival arrival = arrivals.poll(left, TimeUnit.NANOSECONDS);
      if (arrival == null) {
        break;
      }
      take(arrival, sent, answers);
    }
    return answers;
  }

  private static boolean isComplete(List<Integer> hops, Map<Integer, HopAnswer> answers) {
    for (int hop : hops) {
      HopAnswer answer = answers.get(hop);
      if (answer == null) {
        return false;
      }
      if (answer.isReached()) {
        return true;
      }
    }
    return true;
  }

  private void take(Arrival arrival, Map<Integer, Sent> sent, Map<Integer, HopAnswer> answers) {
    OptionalInt sequence =
        arrival.report().isPresent()
            ? echo.quoted(arrival, socket.kind())
            : echo.reply(arrival, socket.kind());
    if (sequence.isEmpty()) {
      return;
    }
    Sent packet = sent.get(sequence.getAsInt());
    if (packet == null) {
      return; // an answer that came too late
    }
    HopAnswer answer =
        arrival
            .report()
            .map(report -> HopAnswer.of(arrival, report, socket.target(), packet.nanos))
            .orElseGet(() ->
                HopAnswer.ofTarget(
                    socket.target(),
                    PacketAnswer.PACKET_ANSWER_ECHO_REPLY,
                    arrival.roundTripNanos(packet.nanos)));
    answers.putIfAbsent(packet.hop, answer);
  }

  @Override
  public void dontFragment(boolean forbidden) throws ErrnoException {
    socket.dontFragment(forbidden);
  }

  @Override
  public int linkMtu() throws ErrnoException {
    return socket.mtu();
  }

  @Override
  public void close() {
    registration.close();
  }
}
