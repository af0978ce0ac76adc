package dev.foureyes.control.assignment;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.node.NodeContact;
import dev.foureyes.control.test.Labels;
import dev.foureyes.control.test.TestRepository.Stored;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.Test;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who measures to whom: all agent-to-agent tests of an organisation as pairs of nodes, each with
 * ports and a key. It depends on nothing but what it is made of, so that two ends are always told
 * the same.
 */
final class PeerPlan {

  /** For one node and test. */
  static final int MAX_PEERS = 100;

  private final Scope scope;
  private final PairKeys keys;
  private final Map<String, NodeContact> contacts;
  private final Instant now;
  private final PortRange.Allocation ports;
  private final Map<String, Map<String, List<AgentPeer>>> byTestAndNode = new HashMap<>();

  private PeerPlan(
      Scope scope, PairKeys keys, PortRange range, Map<String, NodeContact> contacts, Instant now) {
    this.scope = scope;
    this.keys = keys;
    this.contacts = contacts;
    this.now = now;
    this.ports = range.new Allocation();
  }

  /**
   * The plan of these tests; those of other kinds are left out.
   *
   * @param now what silence is counted to; {@link Instant#MIN} to take no node as away
   */
  static PeerPlan of(
      Scope scope,
      List<Stored> tests,
      List<Node> nodes,
      Map<String, NodeContact> contacts,
      PairKeys keys,
      PortRange range,
      Instant now) {
    PeerPlan plan = new PeerPlan(scope, keys, range, contacts, now);
    List<Node> ordered = nodes.stream().sorted(Comparator.comparing(Node::getId)).toList();
    tests.stream()
        .map(Stored::test)
        .filter(test -> test.getProbe().hasAgent())
        .sorted(Comparator.comparing(Test::getId))
        .forEach(test -> plan.add(test, ordered));
    return plan;
  }

  /** Peers of a node in a test, by node id. */
  List<AgentPeer> peers(String testId, String nodeId) {
    return byTestAndNode.getOrDefault(testId, Map.of()).getOrDefault(nodeId, List.of());
  }

  private void add(Test test, List<Node> nodes) {
    Map<String, List<AgentPeer>> byNode = new HashMap<>();
    List<Node> running =
        nodes.stream().filter(node -> DesiredAssignments.runs(test, node)).toList();
    for (int i = 0; i < running.size(); i++) {
      for (int j = i + 1; j < running.size(); j++) {
        Node low = running.get(i);
        Node high = running.get(j);
        List<AgentPeer> ofLow = byNode.computeIfAbsent(low.getId(), _ -> new ArrayList<>());
        List<AgentPeer> ofHigh = byNode.computeIfAbsent(high.getId(), _ -> new ArrayList<>());
        if (isPair(test, low, high) && ofLow.size() < MAX_PEERS && ofHigh.size() < MAX_PEERS) {
          pair(test, low, high, ofLow, ofHigh);
        }
      }
    }
    byNode.values().forEach(peers -> peers.sort(Comparator.comparing(AgentPeer::getNodeId)));
    byTestAndNode.put(test.getId(), byNode);
  }

  /** Both ends measure, whichever of them was meant to. */
  private static boolean isPair(Test test, Node one, Node other) {
    return (isNode(test, one) && isPeer(test, other)) || (isNode(test, other) && isPeer(test, one));
  }

  private static boolean isNode(Test test, Node node) {
    return Labels.selects(test.getNodes(), node.getId(), node.getLabelsMap());
  }

  private static boolean isPeer(Test test, Node node) {
    return test.hasPeers()
        ? Labels.selects(test.getPeers(), node.getId(), node.getLabelsMap())
        : isNode(test, node);
  }

  private void pair(Test test, Node low, Node high, List<AgentPeer> ofLow, List<AgentPeer> ofHigh) {
    String pair = test.getId() + "\n" + low.getId() + "\n" + high.getId();
    int lowPort = ports.take(place(low), pair + "\nlow");
    int highPort = ports.take(place(high), pair + "\nhigh");
    PairKeys.Key key =
        keys.derive(
            List.of(
                scope.org(),
                test.getId(),
                Timestamps.toString(test.getCreatedAt()), // one made anew with the id is another
                low.getId(),
                high.getId()));
    AgentPeer common =
        AgentPeer.newBuilder()
            .setKey1(key.first())
            .setKey2(key.second())
            .setKey3(key.third())
            .setKey4(key.fourth())
            .build();
    ofLow.add(
        common.toBuilder()
            .mergeFrom(peer(low, high))
            .setOwnPort(lowPort)
            .setPeerPort(highPort)
            .setFirst(true)
            .build());
    ofHigh.add(
        common.toBuilder()
            .mergeFrom(peer(high, low))
            .setOwnPort(highPort)
            .setPeerPort(lowPort)
            .build());
  }

  private AgentPeer peer(Node self, Node peer) {
    NodeContact contact = contact(peer);
    Optional<InetAddress> own = contact(self).address();
    AgentPeer.Builder result =
        AgentPeer.newBuilder()
            .setNodeId(peer.getId())
            .setNodeName(peer.getName())
            .setAway(contact.isAway(now) || contact.address().isEmpty())
            .setUnable(!contact.isAble());
    own.ifPresent(address -> result.setOwnIp(address.getHostAddress()));
    if (own.isPresent() && contact.address().isPresent() && contact.isAble()) {
      reachable(own.get(), contact.address().get())
          .ifPresent(address -> result.setIp(address.getHostAddress()));
    }
    return result.build();
  }

  /**
   * The address to send to. A node beside the server is seen at a loopback address, where only
   * others beside the server find it; and a socket speaks one version of IP only.
   */
  private static Optional<InetAddress> reachable(InetAddress own, InetAddress peer) {
    if (own.isLoopbackAddress() && peer.isLoopbackAddress()) {
      return Optional.of(own.getAddress().length < peer.getAddress().length ? own : peer);
    }
    boolean canReach =
        own.isLoopbackAddress() == peer.isLoopbackAddress()
            && own.getAddress().length == peer.getAddress().length;
    return canReach ? Optional.of(peer) : Optional.empty();
  }

  private NodeContact contact(Node node) {
    return contacts.getOrDefault(node.getId(), NodeContact.unknown());
  }

  private String place(Node node) {
    return contact(node).address().map(InetAddress::getHostAddress).orElse(node.getId());
  }
}
