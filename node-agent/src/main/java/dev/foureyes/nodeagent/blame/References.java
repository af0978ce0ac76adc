package dev.foureyes.nodeagent.blame;

import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.common.v1.AddressFamily;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * Hosts that a node reaches whenever it reaches anything. Asked by a TCP connection; one that is
 * refused is an answer too. However many runs fail at once, they are asked once in two seconds.
 */
final class References {

  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final List<ServerAddress> targets;
  private final HostLookup lookup;
  private final Ticker ticker;
  private Optional<Asked> last = Optional.empty();

  /** How many were asked, and how many of them answered. */
  record Reached(int asked, int answered) {}

  private record Asked(long atNanos, FutureTask<Reached> answer) {}

  References(List<ServerAddress> targets, HostLookup lookup, Ticker ticker) {
    this.targets = List.copyOf(targets);
    this.lookup = lookup;
    this.ticker = ticker;
  }

  /** Which of them answer now, or did so less than two seconds ago. */
  Reached reached() throws InterruptedException {
    FutureTask<Reached> answer;
    synchronized (this) {
      long now = ticker.nanos();
      if (last.isEmpty() || now - last.get().atNanos() > FRESH.toNanos()) {
        FutureTask<Reached> asking = new FutureTask<>(this::ask);
        Thread.ofVirtual().name("references").start(asking);
        last = Optional.of(new Asked(now, asking));
      }
      answer = last.get().answer();
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // asking does not fail
    }
  }

  private Reached ask() throws InterruptedException {
    List<FutureTask<Boolean>> each = new ArrayList<>();
    for (ServerAddress target : targets) {
      FutureTask<Boolean> asking = new FutureTask<>(() -> answers(target));
      Thread.ofVirtual().name("reference").start(asking);
      each.add(asking);
    }
    int answered = 0;
    for (FutureTask<Boolean> asking : each) {
      try {
        answered += asking.get() ? 1 : 0;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return new Reached(targets.size(), answered);
  }

  private boolean answers(ServerAddress target) throws InterruptedException {
    Deadline deadline = Deadline.after(PATIENCE, ticker);
    try (Socket socket = new Socket()) {
      HostLookup.Resolved resolved =
          lookup.resolve(target.host(), AddressFamily.ADDRESS_FAMILY_UNSPECIFIED, deadline);
      socket.connect(
          new InetSocketAddress(resolved.address(), target.port()),
          Math.toIntExact(deadline.remaining().toMillis()));
      return true;
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("refused");
    } catch (ProbeFailedException e) {
      return false; // its name does not resolve
    } catch (IOException e) {
      return false;
    }
  }

  /** "gw.example.com:9443" or "a:1, b:2". */
  @Override
  public String toString() {
    return targets.stream().map(ServerAddress::toString).collect(Collectors.joining(", "));
  }
}
