package dev.foureyes.control.node;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.node.NodeStatusRepository.Stored;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.NodeStatus;
import dev.foureyes.proto.node.v1.Capability;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Where other nodes may find a node, and when it was last heard of.
 *
 * @param address as its owner says, else as the gateway saw it; absent when it never connected, or
 *     what was said is no address
 * @param isAble whether its agent can take part in tests between nodes, as far as is known
 * @param lastSeen newest sign of life; long ago when there was none
 */
public record NodeContact(Optional<InetAddress> address, boolean isAble, Instant lastSeen) {

  /**
   * A node that was not heard of for so long is not running. Longer than restarts of a gateway
   * take, for all other nodes of its tests are told.
   */
  public static final Duration AWAY_AFTER = Duration.ofMinutes(2);

  private static final NodeContact UNKNOWN = new NodeContact(Optional.empty(), true, Instant.EPOCH);

  /** Of a node that never connected. */
  public static NodeContact unknown() {
    return UNKNOWN;
  }

  /** By node id. */
  public static Map<String, NodeContact> of(Handle handle, Scope scope, List<Node> nodes) {
    Map<String, Stored> stored =
        NodeStatusRepository.findAll(handle, scope, nodes.stream().map(Node::getId).toList());
    return nodes.stream()
        .collect(
            Collectors.toMap(
                Node::getId,
                node ->
                    Optional.ofNullable(stored.get(node.getId()))
                        .map(each -> of(each.status()))
                        .orElse(UNKNOWN)));
  }

  /** What a status says. */
  public static NodeContact of(NodeStatus status) {
    String said =
        status.getPublicAddress().isEmpty() ? status.getRemoteIp() : status.getPublicAddress();
    return new NodeContact(
        address(said),
        status.getCapabilitiesCount() == 0
            || status.getCapabilitiesList().contains(Capability.CAPABILITY_AGENT),
        Instant.ofEpochMilli(Timestamps.toMillis(status.getLastSeenAt())));
  }

  private static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public boolean isAway(Instant now) {
    return lastSeen.plus(AWAY_AFTER).isBefore(now);
  }
}
