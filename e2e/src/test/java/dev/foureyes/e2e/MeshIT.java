package dev.foureyes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.e2e.SocketTable.Socket;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.control.v1.NodeSelector;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import dev.foureyes.proto.results.v1.AgentReach;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that carry a label measure to each other, both ways, and none of them listens. */
class MeshIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<String, String> MESH = Map.of("mesh", "yes");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @org.junit.jupiter.api.Test
  void nodesOfALabelMeasureToEachOther_andOneThatGoesIsNamed() {
    try (var server = Installation.inOneProcess(directory, Installation.NO_FIRST_TESTS).start();
        var berlin = server.node("berlin");
        var paris = server.node("paris");
        var other = server.node("other")) {
      Api api = server.api();
      String id = api.create(mesh()).getId();
      berlin.start(api.enrolmentToken("berlin", MESH));
      other.start(api.enrolmentToken("other", Map.of()));
      paris.start(api.enrolmentToken("paris", MESH));

      Await.until(
          "both nodes to have measured to each other",
          PATIENCE,
          () -> passed(api, id, "berlin").isPresent() && passed(api, id, "paris").isPresent());

      AgentPeerResult toParis = onlyPeer(passed(api, id, "berlin").orElseThrow());
      assertThat(toParis.getNodeName()).isEqualTo("paris");
      assertThat(toParis.getReach()).isEqualTo(AgentReach.AGENT_REACH_BOTH_WAYS);
      assertThat(toParis.getReceived()).isEqualTo(10);
      assertThat(toParis.getOut().getReceived()).isEqualTo(10);
      assertThat(toParis.getIn().getLost()).isZero();
      assertThat(toParis.hasClockErrorMs()).as("heartbeats told both nodes the time").isTrue();
      assertThat(onlyPeer(passed(api, id, "paris").orElseThrow()).getNodeName())
          .isEqualTo("berlin");
      assertThat(api.results(id)).noneMatch(result -> result.getNodeName().equals("other"));
      for (NodeProcess node : List.of(berlin, paris)) {
        assertThat(SocketTable.of(node.process().pid()))
            .as("sockets that strangers reach")
            .filteredOn(Socket::isOpen)
            .isEmpty();
      }
      assertThat(api.raw("GET", "/api/v1/tests/" + id, "").body()).doesNotContain("key_");

      paris.process().close();
      Await.until("berlin to miss paris", PATIENCE, () -> missing(api, id).isPresent());
      Result missing = missing(api, id).orElseThrow();
      assertThat(missing.getProbe().getError()).startsWith("node paris at 127.0.0.1:");
      assertThat(missing.getProbe().getFault()).isEqualTo(Fault.FAULT_PATH);

      paris.start();
      long lastMissing = missing.getSeq();
      Await.until(
          "berlin to find paris again",
          PATIENCE,
          () -> passed(api, id, "berlin").filter(each -> each.getSeq() > lastMissing).isPresent());
    }
  }

  private static Test mesh() {
    return Test.newBuilder()
        .setName("mesh")
        .setProbe(
            ProbeConfig.newBuilder()
                .setAgent(
                    AgentProbe.newBuilder()
                        .setCount(10)
                        .setPacketGapMs(20)
                        .setReplyTimeoutMs(1_000)))
        .setIntervalMs(3_000)
        .setTimeoutMs(3_000)
        .setNodes(NodeSelector.newBuilder().putAllMatchLabels(MESH))
        .build();
  }

  private static AgentPeerResult onlyPeer(Result result) {
    assertThat(result.getProbe().getAgent().getPeersList()).hasSize(1);
    return result.getProbe().getAgent().getPeers(0);
  }

  /** The newest result of a node that passed, with the time known. */
  private static Optional<Result> passed(Api api, String testId, String node) {
    return api.results(testId).stream()
        .filter(result -> result.getNodeName().equals(node))
        .filter(result -> result.getProbe().getFault() == Fault.FAULT_OK)
        .filter(result -> onlyPeer(result).hasClockErrorMs())
        .findFirst();
  }

  private static Optional<Result> missing(Api api, String testId) {
    return api.results(testId).stream()
        .filter(result -> result.getNodeName().equals("berlin"))
        .filter(result -> result.getProbe().getError().contains("paris"))
        .filter(result -> result.getProbe().getAgent().getPeersReached() == 0)
        .findFirst();
  }
}
