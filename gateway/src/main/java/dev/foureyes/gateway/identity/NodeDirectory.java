package dev.foureyes.gateway.identity;

import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.TopicFollower;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The list of enrolled nodes, as the control plane publishes it. */
public final class NodeDirectory {

  private final Map<EventKey, Node> nodes = new ConcurrentHashMap<>();
  private final Consumer<NodeIdentityKey> onRefused;

  /** A node's key, without its certificate. */
  public record NodeIdentityKey(String org, String nodeId) {}

  /**
   * An empty list.
   *
   * @param onRefused told of every node that was revoked or taken off the list
   */
  public NodeDirectory(Consumer<NodeIdentityKey> onRefused) {
    this.onRefused = onRefused;
  }

  /** Takes one record of the topic. */
  public void accept(TopicFollower.Entry<Node> entry) {
    if (entry.value().isPresent()) {
      nodes.put(entry.key(), entry.value().get());
    } else {
      nodes.remove(entry.key());
    }
    if (entry.value().map(Node::getRevoked).orElse(true)) {
      onRefused.accept(new NodeIdentityKey(entry.key().org(), entry.key().id()));
    }
  }

  public boolean contains(String org, String nodeId) {
    return nodes.containsKey(EventKey.of(org, nodeId));
  }

  /** Why the holder of a certificate may not have a session; empty when it may. */
  Optional<Refusal> check(NodeIdentity identity) {
    Node node = nodes.get(EventKey.of(identity.org(), identity.nodeId()));
    if (node == null) {
      return Optional.of(Refusal.NODE_UNKNOWN);
    }
    if (node.getRevoked()) {
      return Optional.of(Refusal.NODE_REVOKED);
    }
    if (!node.getCertificateSerialsList().contains(identity.serial())) {
      return Optional.of(Refusal.CERTIFICATE_UNTRUSTED);
    }
    return Optional.empty();
  }
}
