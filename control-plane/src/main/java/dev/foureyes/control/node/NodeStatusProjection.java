package dev.foureyes.control.node;

import dev.foureyes.control.node.NodeStatusRepository.Stored;
import dev.foureyes.control.projection.Projection;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.Topics;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/** Status of nodes, from their events. */
public final class NodeStatusProjection implements Projection<NodeEvent> {

  private final BiConsumer<Scope, Node> onChange;
  private final InstantSource clock;
  private final Map<EventKey, Node> changed = new LinkedHashMap<>();

  /**
   * A projection.
   *
   * @param onChange told of every node whose status changed, after that is committed
   */
  public NodeStatusProjection(BiConsumer<Scope, Node> onChange, InstantSource clock) {
    this.onChange = onChange;
    this.clock = clock;
  }

  @Override
  public Topic<NodeEvent> topic() {
    return Topics.NODE_EVENTS;
  }

  @Override
  public void apply(Handle handle, Scope scope, String nodeId, Optional<NodeEvent> event) {
    if (event.isEmpty()) {
      return;
    }
    Optional<Stored> after =
        NodeStatusUpdates.apply(NodeStatusRepository.find(handle, scope, nodeId), event.get());
    if (after.isPresent()) {
      NodeStatusRepository.put(handle, scope, nodeId, after.get());
      NodeRepository.find(handle, scope, nodeId)
          .ifPresent(node ->
              changed.put(
                  EventKey.of(scope.org(), nodeId),
                  node.toBuilder()
                      .setStatus(NodeStatusUpdates.asOf(after.get().status(), clock.instant()))
                      .build()));
    }
  }

  @Override
  public void committed() {
    changed.forEach((key, node) -> onChange.accept(new Scope(key.org()), node));
    changed.clear();
  }

  @Override
  public void clear(Handle handle) {
    handle.execute("DELETE FROM node_status");
  }
}
