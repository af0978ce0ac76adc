package dev.foureyes.nodeagent.uplink;

import dev.foureyes.nodeagent.gateway.Refusal;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import java.time.Duration;

/** How a session ended, which decides what comes next. */
sealed interface SessionEnd {

  /** The node is stopping. */
  record Stopped() implements SessionEnd {}

  /** The server does not want this node. */
  record Refused(Refusal refusal) implements SessionEnd {}

  /**
   * Connection lost, silence, a breach of the protocol, a need for a fresh snapshot: connect again,
   * later and later.
   *
   * @param why one sentence for people
   */
  record Lost(String why) implements SessionEnd {}

  /** The server asked the node to come back after a time. */
  record Drained(Duration reconnectAfter) implements SessionEnd {}

  /** There is a new certificate, to connect with at once. */
  record Renewed(NodeIdentity identity) implements SessionEnd {}
}
