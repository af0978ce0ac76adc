package dev.foureyes.nodeagent.probe.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.PingProbe;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PingResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On loopback, where the machine must allow echo requests: root, or an open ping_group_range. */
class PingProbesTest {

  private static final Poller POLLER = new Poller(System::nanoTime);

  private static ProbeOutcome run(FakeDns dns, PingProbe.Builder config) throws Exception {
    return new PingProbes(new HostLookup(dns.asSystem()), POLLER)
        .create(config.build())
        .run(Deadline.after(Duration.ofSeconds(5), System::nanoTime));
  }

  private static PingResult ping(ProbeOutcome outcome) {
    return ((ProbeDetail.Ping) outcome.detail()).value();
  }

  private static PingProbe.Builder to(String host) {
    return PingProbe.newBuilder().setHost(host).setCount(3).setPacketGapMs(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void thisMachineAnswers(String address) throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      ProbeOutcome outcome =
          run(dns, to(address).setDscp(46).setPayloadBytes(1_000).setDontFragment(true));
      assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      PingResult ping = ping(outcome);
      assertThat(ping.hasDnsMs()).isFalse();
      assertThat(ping.getRemoteIp()).isEqualTo(address);
      assertThat(ping.getSent()).isEqualTo(3);
      assertThat(ping.getReceived()).isEqualTo(3);
      assertThat(ping.getDuplicates()).isZero();
      assertThat(ping.getLossRatio()).isZero();
      assertThat(ping.getKernelTimestamps()).isTrue();
      assertThat(ping.getReplyHopLimit()).isPositive();
      assertThat(ping.getRttMinMs()).isBetween(0.001, 500.0);
      assertThat(ping.getRttMaxMs()).isGreaterThanOrEqualTo(ping.getRttP95Ms());
      assertThat(ping.getPackets(1).getSentMs() - ping.getPackets(0).getSentMs())
          .as("paced")
          .isGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void namesAreLookedUp() throws Exception {
    try (FakeDns dns = FakeDns.with("host.test. 60 A 127.0.0.1")) {
      PingResult ping = ping(run(dns, to("host.test")));
      assertThat(ping.getDnsMs()).isPositive();
      assertThat(ping.getReceived()).isEqualTo(3);
    }
  }

  @Test
  void runsBesideEachOtherDoNotMixTheirReplies() throws Exception {
    try (FakeDns dns = FakeDns.silent();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ProbeOutcome>> runs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String address = i % 2 == 0 ? "127.0.0.1" : "::1";
        runs.add(threads.submit(() -> run(dns, to(address))));
      }
      for (Future<ProbeOutcome> outcome : runs) {
        assertThat(ping(outcome.get()).getReceived())
            .as(ping(outcome.get()).toString())
            .isEqualTo(3);
        assertThat(ping(outcome.get()).getDuplicates()).isZero();
      }
    }
  }

  @Test
  void limitsMakeItFail() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      ProbeOutcome outcome = run(dns, to("127.0.0.1").setMaxRttAvgMs(1e-6));
      assertThat(((ProbeOutcome.Failed) outcome).failure().fault()).isEqualTo(Fault.FAULT_PATH);
      assertThat(((ProbeOutcome.Failed) outcome).failure().sentence())
          .startsWith("mean round trip to 127.0.0.1 takes ");
      assertThat(ping(outcome).getReceived()).as("what was measured stays").isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "224.0.0.1", "cloud.test"})
  void forbiddenAddressesGetNoPacket(String host) throws Exception {
    try (FakeDns dns = FakeDns.with("cloud.test. 60 A 169.254.169.254")) {
      ProbeOutcome outcome = run(dns, to(host));
      assertThat(((ProbeOutcome.Failed) outcome).failure().fault()).isEqualTo(Fault.FAULT_CONFIG);
      assertThat(ping(outcome).hasSent()).isFalse();
    }
  }

  @Test
  void wrongFieldsAreNamed() throws Exception {
    refused("ping.host: '[::1]' (expected: a name or", ping -> ping.setHost("[::1]"));
    refused("ping.count: 101 (expected: 1 to 100)", ping -> ping.setCount(101));
    refused("ping.count: 4294967295 (expected: 1 to 100)", ping -> ping.setCount(-1));
    refused("ping.packet_gap_ms: 9 (expected: 10 to", ping -> ping.setPacketGapMs(9));
    refused("ping.payload_bytes: 15 (expected: 16 to", ping -> ping.setPayloadBytes(15));
    refused("ping.dscp: 64 (expected: 0 to 63)", ping -> ping.setDscp(64));
    refused("ping.max_loss_ratio: NaN (expected:", ping -> ping.setMaxLossRatio(Double.NaN));
    refused("ping.max_rtt_avg_ms: 0.0 (expected:", ping -> ping.setMaxRttAvgMs(0));
  }

  private static void refused(String message, Consumer<PingProbe.Builder> change) throws Exception {
    PingProbe.Builder config = to("127.0.0.1");
    change.accept(config);
    try (FakeDns dns = FakeDns.silent()) {
      assertThatThrownBy(() -> run(dns, config))
          .isInstanceOf(InvalidProbeException.class)
          .hasMessageStartingWith(message);
    }
  }
}
