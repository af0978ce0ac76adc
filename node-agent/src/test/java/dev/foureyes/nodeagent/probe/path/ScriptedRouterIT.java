package dev.foureyes.nodeagent.probe.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.link.NodeInside;
import dev.foureyes.nodeagent.peers.link.ScriptedRouter;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.MplsLabel;
import dev.foureyes.proto.results.v1.PathEnd;
import dev.foureyes.proto.results.v1.PathResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routers that say what kernels do not: label stacks, and nonsense. Needs root and iproute2. */
class ScriptedRouterIT {

  private static final InetAddress ROUTER = InetAddress.ofLiteral(ScriptedRouter.ADDRESS);
  private static final String TARGET = "203.0.113.9";
  private static final byte[] NONE = {};

  private static int hopLimit(ByteBuffer packet) {
    return Byte.toUnsignedInt(packet.get(8));
  }

  private static InetAddress target(ByteBuffer packet) {
    byte[] address = new byte[4];
    packet.get(16, address);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static List<ByteBuffer> reached(ByteBuffer packet) {
    return List.of(ScriptedRouter.icmp(packet, target(packet), 3, 3, 28, 0, NONE));
  }

  @Test
  void labelStackIsReported() throws Exception {
    ByteBuffer extensions =
        ByteBuffer.wrap(HexFormat.of().parseHex("20000000000c010105dc100100010bff"));
    extensions.putShort(2, ScriptedRouter.checksum(extensions, 0, extensions.limit()));
    Function<ByteBuffer, List<ByteBuffer>> answers =
        packet ->
            hopLimit(packet) == 1
                ? List.of(ScriptedRouter.icmp(packet, ROUTER, 11, 0, 128, 32, extensions.array()))
                : reached(packet);
    try (ScriptedRouter router = new ScriptedRouter(answers)) {
      PathResult path =
          NodeInside.probe(router.namespace(), "trace --no-names --no-mtu " + TARGET).getPath();
      assertThat(path.getEnd()).isEqualTo(PathEnd.PATH_END_REACHED);
      assertThat(path.getHops(0).getResponders(0).getMplsList())
          .containsExactly(
              MplsLabel.newBuilder().setLabel(24_001).setTtl(1).build(),
              MplsLabel.newBuilder()
                  .setLabel(16)
                  .setTrafficClass(5)
                  .setBottomOfStack(true)
                  .setTtl(255)
                  .build());
      assertThat(path.getHops(1).getResponders(0).getMplsCount()).isZero();
      assertThat(NodeInside.text(router.namespace(), "trace --no-names --no-mtu " + TARGET))
          .contains("MPLS 24001/16");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"trace --no-names --udp", "trace --no-names --icmp", "probe ping -c 20 -i 10ms"})
  void nonsenseEndsInTimeAndBlamesNobodyElse(String command) throws Exception {
    Random random = new Random(1);
    Function<ByteBuffer, List<ByteBuffer>> answers =
        packet -> {
          List<ByteBuffer> many = new ArrayList<>();
          for (int i = 0; i < 50; i++) {
            byte[] extensions = new byte[random.nextInt(200)];
            random.nextBytes(extensions);
            many.add(
                ScriptedRouter.icmp(
                    packet,
                    i % 2 == 0 ? ROUTER : target(packet),
                    random.nextBoolean() ? 11 : random.nextInt(256),
                    random.nextInt(16),
                    20 + random.nextInt(140),
                    random.nextInt(256),
                    extensions));
          }
          return many;
        };
    try (ScriptedRouter router = new ScriptedRouter(answers)) {
      ProbeResult result =
          NodeInside.probe(router.namespace(), command + " --timeout 5s " + TARGET);
      assertThat(result.getFault())
          .as(result.getError())
          .isNotEqualTo(Fault.FAULT_INTERNAL)
          .isNotEqualTo(Fault.FAULT_NODE_LOCAL);
      assertThat(result.getDurationMs()).isLessThan(6_000);
      assertThat(result.getSerializedSize()).as("bounded").isLessThan(100_000);
    }
  }
}
