package dev.foureyes.nodeagent.probe.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.HostileInput;
import dev.foureyes.proto.results.v1.MplsLabel;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Loops and label stacks. */
class PathPartsTest {

  private static List<Optional<InetAddress>> hops(String... lastBytes) {
    return Arrays.stream(lastBytes)
        .map(last ->
            last.equals("*")
                ? Optional.<InetAddress>empty()
                : Optional.of(InetAddress.ofLiteral("192.0.2." + last)))
        .toList();
  }

  @Test
  void addressThatComesAThirdTimeIsALoop() {
    Loops.Loop loop = Loops.closedBy(hops("1", "2", "3", "2", "3", "2")).orElseThrow();
    assertThat(loop.firstHop()).isEqualTo(2);
    assertThat(loop.circle())
        .containsExactly(InetAddress.ofLiteral("192.0.2.2"), InetAddress.ofLiteral("192.0.2.3"));
    assertThat(Loops.closedBy(hops("1", "2", "*", "2", "*", "2"))).isPresent();
    assertThat(Loops.closedBy(hops("1", "5", "5", "5", "5"))).isPresent();
  }

  @Test
  void harmlessRepetitionsAreNone() {
    assertThat(Loops.closedBy(hops())).isEmpty();
    assertThat(Loops.closedBy(hops("1", "2", "2"))).as("zero-TTL forwarding").isEmpty();
    assertThat(Loops.closedBy(hops("1", "2", "2", "2"))).as("address translation").isEmpty();
    assertThat(Loops.closedBy(hops("1", "2", "1"))).as("once round").isEmpty();
    assertThat(Loops.closedBy(hops("1", "*", "*"))).isEmpty();
  }

  @Test
  void labelStackOfARouter() {
    // version 2; object of 12 bytes, class 1, type 1; labels 24001/0/0/1 and 16/5/1/255
    byte[] message =
        HexFormat.of().parseHex("ffff" + "20000000" + "000c0101" + "05dc1001" + "00010bff");
    assertThat(MplsLabels.of(message, 2))
        .containsExactly(
            MplsLabel.newBuilder().setLabel(24_001).setTtl(1).build(),
            MplsLabel.newBuilder()
                .setLabel(16)
                .setTrafficClass(5)
                .setBottomOfStack(true)
                .setTtl(255)
                .build());
    assertThat(MplsLabels.of(message, -1)).as("no extensions").isEmpty();
    assertThat(MplsLabels.of(message, 0)).as("another version").isEmpty();
    assertThat(MplsLabels.of(message, 17)).as("behind the end").isEmpty();
  }

  @Test
  void noExtensionsMakeItFailOrGrow() throws Exception {
    HostileInput.of("mpls", 1 << 16)
        .check(message -> assertThat(MplsLabels.of(message, 0)).hasSizeLessThanOrEqualTo(16));
  }
}
