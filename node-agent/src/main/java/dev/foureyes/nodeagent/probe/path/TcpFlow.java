package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.socket.Arrival;
import dev.foureyes.nodeagent.socket.Errno;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.socket.NativeSocket;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.socket.SocketListener;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.results.v1.PacketAnswer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * TCP connections, one after the other, from one port to one port. Each gets no further than its
 * SYN, but for the target's, which is reset at once.
 */
final class TcpFlow implements FlowProber {

  private final InetAddress target;
  private final int port;
  private final Poller poller;
  private final Ticker ticker;
  private int sourcePort; // 0 before the first

  TcpFlow(InetAddress target, int port, Poller poller, Ticker ticker) {
    this.target = target;
    this.port = port;
    this.poller = poller;
    this.ticker = ticker;
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
    NativeSocket socket = bound();
    Attempt attempt;
    try {
      socket.hopLimit(hop);
      attempt = new Attempt();
      socket.connect(port);
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
    try (Poller.Registration _ = poller.watch(socket, attempt)) {
      Optional<HopAnswer> answer = attempt.answer.get(wait.toNanos(), TimeUnit.NANOSECONDS);
      return answer.<Map<Integer, HopAnswer>>map(known -> Map.of(hop, known)).orElse(Map.of());
    } catch (TimeoutException e) {
      return Map.of();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is only ever completed
    }
  }

  /** With the flow's port; when another program took that meanwhile, with a new one. */
  private NativeSocket bound() throws ErrnoException {
    NativeSocket socket = NativeSocket.open(NativeSocket.Kind.TCP, target);
    try {
      try {
        socket.bind(sourcePort);
      } catch (ErrnoException e) {
        if (sourcePort == 0 || e.errno() != Errno.ADDRESS_IN_USE) {
          throw e;
        }
        socket.bind(0);
      }
      sourcePort = socket.localPort();
      return socket;
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
  }

  private final class Attempt implements SocketListener {

    private final long sent = ticker.nanos();
    private final CompletableFuture<Optional<HopAnswer>> answer = new CompletableFuture<>();

    @Override
    public void arrived(Arrival arrival) {
      arrival
          .report()
          .ifPresent(
              report -> answer.complete(Optional.of(HopAnswer.of(arrival, report, target, sent))));
    }

    @Override
    public void connected(boolean isOpen, boolean isRefused, long nanos) {
      if (isOpen || isRefused) {
        PacketAnswer meaning =
            isOpen ? PacketAnswer.PACKET_ANSWER_TCP_OPEN : PacketAnswer.PACKET_ANSWER_TCP_REFUSED;
        answer.complete(Optional.of(HopAnswer.ofTarget(target, meaning, nanos - sent)));
      }
      answer.complete(Optional.empty());
    }
  }

  @Override
  public void dontFragment(boolean forbidden) {
    throw new UnsupportedOperationException("a SYN has no payload");
  }

  @Override
  public int linkMtu() {
    throw new UnsupportedOperationException("a SYN has no payload");
  }

  @Override
  public void close() {
    // every connection was closed by itself
  }
}
