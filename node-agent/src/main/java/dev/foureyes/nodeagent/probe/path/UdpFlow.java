package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.socket.Arrival;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.socket.NativeSocket;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.results.v1.PacketAnswer;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * UDP packets from one port to one port. Routers need not quote the payload, so that only one
 * packet is on the way at a time; where they do, its number tells a late answer from the expected.
 */
final class UdpFlow implements FlowProber {

  /** Payload of an ordinary packet: 60 bytes with its headers, as traceroute sends. */
  static final int PAYLOAD = 32;

  private static final int MAX_WAITING_ARRIVALS = 64;
  private static final int NUMBER_AT = Long.BYTES;
  private static final int NUMBERED = NUMBER_AT + Integer.BYTES;

  private final Ticker ticker;
  private final NativeSocket socket;
  private final int sourcePort;
  private final long nonce = ThreadLocalRandom.current().nextLong();
  private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(MAX_WAITING_ARRIVALS);
  private final Poller.Registration registration;
  private int number;

  private UdpFlow(NativeSocket socket, Poller poller, Ticker ticker) throws ErrnoException {
    this.ticker = ticker;
    this.socket = socket;
    this.sourcePort = socket.localPort();
    this.registration = poller.watch(socket, arrivals::offer);
  }

  static UdpFlow open(InetAddress target, int port, Poller poller, Ticker ticker)
      throws ErrnoException {
    NativeSocket socket = NativeSocket.open(NativeSocket.Kind.UDP, target);
    try {
      socket.connect(port);
      return new UdpFlow(socket, poller, ticker);
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public int sourcePort() {
    return sourcePort;
  }

  @Override
  public Map<Integer, HopAnswer> probe(List<Integer> hops, int payloadBytes, Duration wait)
      throws ErrnoException, InterruptedException {
    int hop = hops.getFirst();
    ByteBuffer packet = ByteBuffer.allocate(Math.max(PAYLOAD, payloadBytes));
    packet.putLong(0, nonce).putInt(NUMBER_AT, ++number);
    socket.hopLimit(hop);
    long sent = socket.send(packet.array(), ticker);
    long until = sent + wait.toNanos();
    for (long left = wait.toNanos(); left > 0; left = until - ticker.nanos()) {
      Arrival arrival = arrivals.poll(left, TimeUnit.NANOSECONDS);
      if (arrival == null) {
        break;
      }
      Optional<HopAnswer> answer = answer(arrival, sent);
      if (answer.isPresent()) {
        return Map.of(hop, answer.get());
      }
    }
    return Map.of();
  }

  private Optional<HopAnswer> answer(Arrival arrival, long sent) {
    if (arrival.report().isEmpty()) {
      return Optional.of(
          HopAnswer.ofTarget(
              socket.target(), PacketAnswer.PACKET_ANSWER_UDP_REPLY, arrival.roundTripNanos(sent)));
    }
    return isAboutAnother(arrival.bytes())
        ? Optional.empty()
        : Optional.of(HopAnswer.of(arrival, arrival.report().get(), socket.target(), sent));
  }

  private boolean isAboutAnother(byte[] quoted) {
    ByteBuffer payload = ByteBuffer.wrap(quoted);
    return quoted.length >= NUMBERED
        && (payload.getLong(0) != nonce || payload.getInt(NUMBER_AT) != number);
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
