package dev.foureyes.control.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.node.NodeContact;
import dev.foureyes.control.test.TestRepository.Stored;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.NodeSelector;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerPlanTest {

  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final PortRange PORTS = new PortRange(20_000, 29_999);
  private static final PairKeys KEYS = new PairKeys(new byte[32]);
  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ORG);

  private final Map<String, NodeContact> contacts = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  private void node(String id, String address, String... labels) {
    Node.Builder node = Node.newBuilder().setId(id).setName("name of " + id);
    for (String label : labels) {
      node.putLabels(label, "yes");
    }
    nodes.add(node.build());
    contacts.put(id, new NodeContact(Optional.of(InetAddress.ofLiteral(address)), true, NOW));
  }

  private Optional<InetAddress> address(String id) {
    return contacts.getOrDefault(id, NodeContact.unknown()).address();
  }

  private static dev.foureyes.proto.control.v1.Test.Builder mesh(String id) {
    return dev.foureyes.proto.control.v1.Test.newBuilder()
        .setId(id)
        .setCreatedAt(Timestamps.fromMillis(1_000))
        .setProbe(ProbeConfig.newBuilder().setAgent(AgentProbe.getDefaultInstance()));
  }

  private PeerPlan plan(dev.foureyes.proto.control.v1.Test.Builder... tests) {
    return plan(PORTS, tests);
  }

  private PeerPlan plan(PortRange ports, dev.foureyes.proto.control.v1.Test.Builder... tests) {
    List<Stored> stored = new ArrayList<>();
    for (var test : tests) {
      stored.add(new Stored(test.build(), 1));
    }
    return PeerPlan.of(SCOPE, stored, nodes, contacts, KEYS, ports, NOW);
  }

  private static NodeSelector labelled(String label) {
    return NodeSelector.newBuilder().putMatchLabels(label, "yes").build();
  }

  @Test
  void everyNodeOfALabelMeasuresToEveryOther() {
    node("a", "192.0.2.1", "mesh");
    node("b", "192.0.2.2", "mesh");
    node("c", "192.0.2.3", "mesh");
    node("d", "192.0.2.4");

    PeerPlan plan = plan(mesh("t").setNodes(labelled("mesh")));

    assertThat(plan.peers("t", "a")).extracting(AgentPeer::getNodeId).containsExactly("b", "c");
    assertThat(plan.peers("t", "b")).extracting(AgentPeer::getNodeId).containsExactly("a", "c");
    assertThat(plan.peers("t", "c")).extracting(AgentPeer::getNodeId).containsExactly("a", "b");
    assertThat(plan.peers("t", "d")).isEmpty();
    assertThat(plan.peers("other", "a")).isEmpty();
  }

  @Test
  void bothEndsAreToldTheSame() {
    node("a", "192.0.2.1");
    node("b", "192.0.2.2");

    PeerPlan plan = plan(mesh("t"));
    AgentPeer ofA = plan.peers("t", "a").getFirst();
    AgentPeer ofB = plan.peers("t", "b").getFirst();

    assertThat(ofA.getNodeName()).isEqualTo("name of b");
    assertThat(ofA.getIp()).isEqualTo("192.0.2.2").isEqualTo(ofB.getOwnIp());
    assertThat(ofB.getIp()).isEqualTo("192.0.2.1").isEqualTo(ofA.getOwnIp());
    assertThat(ofA.getOwnPort()).isEqualTo(ofB.getPeerPort()).isBetween(20_000, 29_999);
    assertThat(ofA.getPeerPort()).isEqualTo(ofB.getOwnPort()).isBetween(20_000, 29_999);
    assertThat(ofA.getFirst()).isTrue();
    assertThat(ofB.getFirst()).isFalse();
    assertThat(List.of(ofA.getKey1(), ofA.getKey2(), ofA.getKey3(), ofA.getKey4()))
        .isEqualTo(List.of(ofB.getKey1(), ofB.getKey2(), ofB.getKey3(), ofB.getKey4()))
        .doesNotContain(0L)
        .doesNotHaveDuplicates();
  }

  @Test
  void eachPairAndTestHasAKeyOfItsOwn() {
    node("a", "192.0.2.1");
    node("b", "192.0.2.2");
    node("c", "192.0.2.3");

    PeerPlan plan = plan(mesh("t"), mesh("u"));
    PeerPlan later = plan(mesh("t").setCreatedAt(Timestamps.fromMillis(2_000)));

    Set<Long> keys = new HashSet<>();
    for (String test : List.of("t", "u")) {
      for (String node : List.of("a", "b", "c")) {
        plan.peers(test, node).forEach(peer -> keys.add(peer.getKey1()));
      }
    }
    later.peers("t", "a").forEach(peer -> keys.add(peer.getKey1()));
    assertThat(keys).as("three pairs of two tests, and two of a test made anew").hasSize(8);
  }

  @Test
  void peersOfTheirOwnMakeAStar_andBothEndsMeasure() {
    node("a", "192.0.2.1", "branch");
    node("b", "192.0.2.2", "branch");
    node("c", "192.0.2.3", "hub");

    PeerPlan plan = plan(mesh("t").setNodes(labelled("branch")).setPeers(labelled("hub")));

    assertThat(plan.peers("t", "a")).extracting(AgentPeer::getNodeId).containsExactly("c");
    assertThat(plan.peers("t", "c")).extracting(AgentPeer::getNodeId).containsExactly("a", "b");
  }

  @Test
  void revokedNodesAndPausedTestsHaveNoPeers() {
    node("a", "192.0.2.1");
    node("b", "192.0.2.2");
    nodes.set(1, nodes.get(1).toBuilder().setRevoked(true).build());

    assertThat(plan(mesh("t")).peers("t", "a")).isEmpty();
    node("c", "192.0.2.3");
    assertThat(plan(mesh("t")).peers("t", "a")).hasSize(1);
    assertThat(plan(mesh("t").setPaused(true)).peers("t", "a")).isEmpty();
  }

  @Test
  void nodesAtOneAddressNeverShareAPort() {
    for (int i = 0; i < 20; i++) {
      node("n%02d".formatted(i), "127.0.0.1");
    }

    PeerPlan plan = plan(new PortRange(20_000, 20_799), mesh("t"), mesh("u"));

    List<Integer> ports = new ArrayList<>();
    for (String test : List.of("t", "u")) {
      nodes.forEach(
          node -> plan.peers(test, node.getId()).forEach(peer -> ports.add(peer.getOwnPort())));
    }
    assertThat(ports).hasSize(2 * 20 * 19).doesNotHaveDuplicates().doesNotContain(0);
  }

  @Test
  void withoutAFreePortThereIsNone() {
    node("a", "127.0.0.1");
    node("b", "127.0.0.1");
    node("c", "127.0.0.1");

    PeerPlan plan = plan(new PortRange(20_000, 20_001), mesh("t"));

    assertThat(plan.peers("t", "c")).allMatch(peer -> peer.getOwnPort() == 0);
  }

  @Test
  void atMostAHundredPeersAndTheSameForBothEnds() {
    IntStream.range(0, 130).forEach(i -> node("n%03d".formatted(i), "192.0.2." + (i + 1)));

    PeerPlan plan = plan(mesh("t"));

    for (Node node : nodes) {
      List<AgentPeer> peers = plan.peers("t", node.getId());
      assertThat(peers).hasSizeLessThanOrEqualTo(PeerPlan.MAX_PEERS);
      for (AgentPeer peer : peers) {
        assertThat(plan.peers("t", peer.getNodeId()))
            .anyMatch(back -> back.getNodeId().equals(node.getId()));
      }
    }
    assertThat(plan.peers("t", "n000")).hasSize(PeerPlan.MAX_PEERS);
  }

  @Test
  void aNodeBesideTheServerIsFoundThereOnly() {
    node("a", "127.0.0.1");
    node("b", "127.0.0.1");
    node("c", "192.0.2.3");
    node("d", "2001:db8::4");
    node("e", "::1");

    PeerPlan plan = plan(mesh("t"));

    assertThat(plan.peers("t", "a"))
        .extracting(AgentPeer::getIp)
        .as("to b, c, d and e")
        .containsExactly("127.0.0.1", "", "", "127.0.0.1");
    assertThat(plan.peers("t", "e")).extracting(AgentPeer::getIp).startsWith("127.0.0.1");
    assertThat(plan.peers("t", "c")).allMatch(peer -> peer.getIp().isEmpty());
    assertThat(plan.peers("t", "c")).noneMatch(AgentPeer::getAway);
  }

  @Test
  void whoWasNotHeardOfIsAway() {
    node("a", "192.0.2.1");
    node("b", "192.0.2.2");
    node("c", "192.0.2.3");
    contacts.put("b", new NodeContact(address("b"), true, NOW.minus(NodeContact.AWAY_AFTER)));
    contacts.remove("c");

    List<AgentPeer> peers = plan(mesh("t")).peers("t", "a");
    assertThat(peers).extracting(AgentPeer::getAway).containsExactly(false, true);
    assertThat(peers.getLast().getIp()).as("it never connected").isEmpty();
    contacts.put(
        "b", new NodeContact(address("b"), true, NOW.minus(NodeContact.AWAY_AFTER).minusMillis(1)));
    assertThat(plan(mesh("t")).peers("t", "a").getFirst().getAway()).isTrue();
  }

  @Test
  void whoCannotTakePartIsNotSentTo() {
    node("a", "192.0.2.1");
    node("b", "192.0.2.2");
    contacts.put("b", new NodeContact(address("b"), false, NOW));

    AgentPeer peer = plan(mesh("t")).peers("t", "a").getFirst();

    assertThat(peer.getUnable()).isTrue();
    assertThat(peer.getIp()).isEmpty();
    assertThat(peer.getAway()).isFalse();
  }
}
