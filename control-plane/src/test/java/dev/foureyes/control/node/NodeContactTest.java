package dev.foureyes.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.proto.control.v1.NodeStatus;
import dev.foureyes.proto.node.v1.Capability;
import java.net.InetAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeContactTest {

  private static final Instant SEEN = Instant.parse("2026-11-01T00:00:00Z");

  private static NodeStatus.Builder status() {
    return NodeStatus.newBuilder()
        .setRemoteIp("192.0.2.7")
        .setLastSeenAt(Timestamps.fromMillis(SEEN.toEpochMilli()));
  }

  @Test
  void whatTheOwnerSaysGoesBeforeWhatTheGatewaySaw() {
    assertThat(NodeContact.of(status().build()).address())
        .contains(InetAddress.ofLiteral("192.0.2.7"));
    assertThat(NodeContact.of(status().setPublicAddress("2001:db8::7").build()).address())
        .contains(InetAddress.ofLiteral("2001:db8::7"));
  }

  @Test
  void whatIsNoAddressIsNeverLookedUp() {
    assertThat(NodeContact.of(status().setPublicAddress("localhost").build()).address()).isEmpty();
    assertThat(NodeContact.of(NodeStatus.getDefaultInstance()).address()).isEmpty();
  }

  @Test
  void awayAfterTwoMinutes() {
    NodeContact contact = NodeContact.of(status().build());

    assertThat(contact.isAway(SEEN.plusSeconds(120))).isFalse();
    assertThat(contact.isAway(SEEN.plusSeconds(121))).isTrue();
    assertThat(contact.isAway(Instant.MIN)).as("whoever has just started knows nothing").isFalse();
  }

  @Test
  void anAgentThatSaysWhatItCanAndNotThisCannot() {
    assertThat(NodeContact.of(status().build()).isAble()).as("it has not said").isTrue();
    assertThat(
            NodeContact.of(status().addCapabilities(Capability.CAPABILITY_PATH).build()).isAble())
        .isFalse();
    assertThat(
            NodeContact.of(status().addCapabilities(Capability.CAPABILITY_AGENT).build()).isAble())
        .isTrue();
  }
}
