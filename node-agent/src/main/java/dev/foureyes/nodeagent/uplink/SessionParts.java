package dev.foureyes.nodeagent.uplink;

import dev.foureyes.nodeagent.spool.Spool;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.proto.node.v1.NodeHealth;
import dev.foureyes.proto.node.v1.UpdateOffer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What all sessions of a node share.
 *
 * @param description what the node says of itself
 * @param spool where results come from
 * @param receiver who takes assignments
 * @param health what a heartbeat says of the node; called from the uplink's thread
 * @param serverClock who is told what the server says of the time
 * @param offers who is told where an update may be; called from the uplink's thread, returns at
 *     once
 */
public record SessionParts(
    NodeDescription description,
    Spool spool,
    AssignmentReceiver receiver,
    Supplier<NodeHealth> health,
    NodeClock clock,
    ServerClock serverClock,
    Consumer<UpdateOffer> offers) {

  /** For a node that passes over updates. */
  public SessionParts(
      NodeDescription description,
      Spool spool,
      AssignmentReceiver receiver,
      Supplier<NodeHealth> health,
      NodeClock clock) {
    this(description, spool, receiver, health, clock, new ServerClock(clock), offer -> {});
  }
}
