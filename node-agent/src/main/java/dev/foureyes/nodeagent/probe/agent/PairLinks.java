package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import java.util.HashMap;
import java.util.Map;

/**
 * The links of this node. A test that changes takes its links anew before it lets go of the old
 * ones, so that those that are as before stay open.
 */
final class PairLinks {

  private final Poller poller;
  private final NodeClock clock;
  private final ServerClock serverClock;
  private final Map<LinkId, Used> links = new HashMap<>();

  private static final class Used {
    final PairLink link;
    int users;

    Used(PairLink link) {
      this.link = link;
    }
  }

  PairLinks(Poller poller, NodeClock clock, ServerClock serverClock) {
    this.poller = poller;
    this.clock = clock;
    this.serverClock = serverClock;
  }

  /** A link to use until {@link #release}. */
  synchronized PairLink acquire(LinkId id) {
    Used used =
        links.computeIfAbsent(id, _ -> new Used(new PairLink(id, poller, clock, serverClock)));
    used.users++;
    try {
      used.link.open();
    } catch (ProbeFailedException e) {
      // tried again by each run, which tells it
    }
    return used.link;
  }

  /** Closes the link when nobody else uses it. */
  synchronized void release(LinkId id) {
    Used used = links.get(id);
    if (used != null && --used.users == 0) {
      links.remove(id);
      used.link.close();
    }
  }
}
