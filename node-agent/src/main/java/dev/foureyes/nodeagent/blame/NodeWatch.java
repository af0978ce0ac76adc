package dev.foureyes.nodeagent.blame;

import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.nodeagent.time.Ticker;
import java.util.List;

/** Watches over this process, as long as it is open, to know when it stood still. */
public final class NodeWatch implements AutoCloseable {

  private final Blame blame;
  private final Thread thread;

  private NodeWatch(Blame blame, Thread thread) {
    this.blame = blame;
    this.thread = thread;
  }

  /**
   * Begins to watch.
   *
   * @param references that the node reaches whenever it reaches anything; none to never ask
   */
  public static NodeWatch open(
      List<ServerAddress> references, HostLookup lookup, NodeClock clock, ServerClock serverClock) {
    Ticker ticker = clock.ticker();
    Stalls stalls = new Stalls(ticker.nanos());
    // A virtual thread, for probes run in them: it also stands still when all their carriers do.
    Thread thread =
        Thread.ofVirtual()
            .name("stall-watch")
            .start(() -> {
              try {
                while (true) {
                  Thread.sleep(Stalls.PERIOD);
                  stalls.beat(ticker.nanos());
                }
              } catch (InterruptedException e) {
                // closed
              }
            });
    return new NodeWatch(
        new Blame(new References(references, lookup, ticker), stalls, clock, serverClock), thread);
  }

  public Blame blame() {
    return blame;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
