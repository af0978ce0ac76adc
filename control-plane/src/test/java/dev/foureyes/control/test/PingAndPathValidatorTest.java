package dev.foureyes.control.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.foureyes.control.Refusal;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PathProtocol;
import dev.foureyes.proto.common.v1.PingProbe;
import dev.foureyes.proto.control.v1.Test;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PingAndPathValidatorTest {

  private static final String HOST = "a host name or an IP address, at most 253 characters";

  private static List<String> violations(Test.Builder test) {
    return new TestValidator("test.").check(test.build()).isEmpty()
        ? List.of()
        : Refusal.of(() -> new TestValidator("test.").check(test.build()).throwIfAny())
            .violations();
  }

  private static Arguments ping(
      String field, String value, String expected, Consumer<PingProbe.Builder> change) {
    Consumer<Test.Builder> ofTest = test -> change.accept(test.getProbeBuilder().getPingBuilder());
    return arguments(
        TestFixture.ping("t"),
        "test.probe.ping." + field + ": " + value + " (expected: " + expected + ")",
        ofTest);
  }

  private static Arguments path(
      String field, String value, String expected, Consumer<PathProbe.Builder> change) {
    Consumer<Test.Builder> ofTest = test -> change.accept(test.getProbeBuilder().getPathBuilder());
    return arguments(
        TestFixture.path("t"),
        "test.probe.path." + field + ": " + value + " (expected: " + expected + ")",
        ofTest);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        ping("host", "\"\"", HOST, ping -> ping.setHost("")),
        ping("host", "\"[::1]\"", HOST, ping -> ping.setHost("[::1]")),
        ping("count", "101", "1 to 100, or 0 for the default", ping -> ping.setCount(101)),
        ping("count", "4294967295", "1 to 100, or 0 for the default", ping -> ping.setCount(-1)),
        ping(
            "packet_gap_ms",
            "9",
            "10 to 10000, or 0 for the default",
            ping -> ping.setPacketGapMs(9)),
        ping(
            "packet_gap_ms",
            "1000",
            "less than 555, so that 10 packets go out within the timeout of 5000 ms",
            ping -> ping.setPacketGapMs(1_000)),
        ping(
            "packet_gap_ms",
            "100",
            "less than 50, so that 100 packets go out within the timeout of 5000 ms",
            ping -> ping.setCount(100)),
        ping(
            "reply_timeout_ms",
            "10001",
            "10 to 10000, or 0 for the default",
            ping -> ping.setReplyTimeoutMs(10_001)),
        ping(
            "payload_bytes",
            "15",
            "16 to 9000, or 0 for the default",
            ping -> ping.setPayloadBytes(15)),
        ping("dscp", "64", "0 to 63", ping -> ping.setDscp(64)),
        ping("dscp", "4294967295", "0 to 63", ping -> ping.setDscp(-1)),
        ping("max_loss_ratio", "1.5", "0 to 1", ping -> ping.setMaxLossRatio(1.5)),
        ping("max_loss_ratio", "NaN", "0 to 1", ping -> ping.setMaxLossRatio(Double.NaN)),
        ping("max_rtt_avg_ms", "0.0", "more than 0", ping -> ping.setMaxRttAvgMs(0)),
        ping(
            "address_family", "7", "a known address family", ping -> ping.setAddressFamilyValue(7)),
        path("host", "\"a b\"", HOST, path -> path.setHost("a b")),
        path("protocol", "9", "a known protocol", path -> path.setProtocolValue(9)),
        path("port", "65536", "1 to 65535, or 0 for the default", path -> path.setPort(65_536)),
        path(
            "port",
            "7",
            "none with ICMP, which has no ports",
            path -> path.setProtocol(PathProtocol.PATH_PROTOCOL_ICMP).setPort(7)),
        path("max_hops", "65", "1 to 64, or 0 for the default", path -> path.setMaxHops(65)),
        path(
            "queries_per_hop",
            "11",
            "1 to 10, or 0 for the default",
            path -> path.setQueriesPerHop(11)),
        path("flows", "17", "1 to 16, or 0 for the default", path -> path.setFlows(17)),
        path("flows", "4294967295", "1 to 16, or 0 for the default", path -> path.setFlows(-1)),
        path(
            "max_unknown_hops",
            "65",
            "1 to 64, or 0 for the default",
            path -> path.setMaxUnknownHops(65)),
        path(
            "reply_timeout_ms",
            "9",
            "10 to 10000, or 0 for the default",
            path -> path.setReplyTimeoutMs(9)),
        path(
            "address_family",
            "7",
            "a known address family",
            path -> path.setAddressFamilyValue(7)));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void oneThingThatIsWrongIsTold(
      Test.Builder test, String violation, Consumer<Test.Builder> change) {
    assertThat(violations(test)).as("good before").isEmpty();

    change.accept(test);

    assertThat(violations(test)).containsExactly(violation);
  }

  @org.junit.jupiter.api.Test
  void longRunsNeedALongTimeout() {
    Test.Builder test = TestFixture.ping("t").setTimeoutMs(20_000);
    test.getProbeBuilder().getPingBuilder().setCount(100).setMaxLossRatio(0).setMaxRttAvgMs(0.5);
    assertThat(violations(test)).isEmpty();
  }
}
