package dev.foureyes.gateway.session;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.gateway.identity.NodeIdentity;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import java.time.InstantSource;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the event log what happens to nodes. An event that cannot be appended is lost: the next
 * heartbeat says the same, and who hears no heartbeats knows that a node is away.
 */
public final class NodeEvents {

  private static final Logger log = LoggerFactory.getLogger(NodeEvents.class);

  private final Producer<String, byte[]> producer;
  private final InstantSource clock;
  private final Runnable onLost;

  /**
   * A publisher.
   *
   * @param onLost told of every event that could not be appended
   */
  public NodeEvents(Producer<String, byte[]> producer, InstantSource clock, Runnable onLost) {
    this.producer = producer;
    this.clock = clock;
    this.onLost = onLost;
  }

  void publish(NodeIdentity node, String sessionId, NodeEvent.Builder event) {
    NodeEvent complete =
        event
            .setOrg(node.org())
            .setNodeId(node.nodeId())
            .setSessionId(sessionId)
            .setOccurredAt(Timestamps.fromMillis(clock.millis()))
            .build();
    var _ =
        producer.send(
            Topics.NODE_EVENTS.record(EventKey.of(node.org(), node.nodeId()), complete),
            (_, failure) -> {
              if (failure != null) {
                onLost.run();
                log.atDebug()
                    .addKeyValue("node", node.nodeId())
                    .addKeyValue("event", complete.getEventCase())
                    .setCause(failure)
                    .log("event of a node lost");
              }
            });
  }
}
