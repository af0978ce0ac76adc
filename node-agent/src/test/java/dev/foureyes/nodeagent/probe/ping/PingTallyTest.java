package dev.foureyes.nodeagent.probe.ping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.socket.IcmpReport;
import dev.foureyes.proto.results.v1.PingResult;
import java.net.InetAddress;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PingTallyTest {

  private static final long MS = 1_000_000;

  private final PingTally tally = new PingTally(0, 100 * MS);

  private void replied(int sequence, long ms) {
    tally.replied(sequence, ms * MS, true, OptionalInt.of(60));
  }

  private PingResult result() {
    PingResult.Builder result = PingResult.newBuilder();
    tally.into(result);
    return result.build();
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      tally.sent(10 * MS * i);
    }
  }

  @Test
  void duplicatesReorderedAndLateAreToldApart() {
    send(5);
    replied(0, 20);
    replied(2, 20);
    replied(1, 35); // after a later one
    replied(1, 40); // again
    replied(3, 101); // too late
    replied(3, 120); // and once more
    PingResult result = result();
    assertThat(result.getSent()).isEqualTo(5);
    assertThat(result.getReceived()).isEqualTo(3);
    assertThat(result.getReordered()).isEqualTo(1);
    assertThat(result.getDuplicates()).isEqualTo(2);
    assertThat(result.getLate()).isEqualTo(1);
    assertThat(result.getLossRatio()).isEqualTo(0.4);
    assertThat(result.getRttAvgMs()).isEqualTo(25);
    assertThat(result.getPackets(1).getRttMs()).isEqualTo(35);
    assertThat(result.getPackets(3).hasRttMs()).isFalse();
    assertThat(result.getPackets(4).getSentMs()).isEqualTo(40);
    assertThat(result.getJitterRfc3550Ms()).as("in order of arrival").isEqualTo(15 / 16.0);
  }

  @Test
  void nothingIsZeroThatWasNotMeasured() {
    assertThat(result()).isEqualTo(PingResult.getDefaultInstance());
    send(1);
    PingResult silent = result();
    assertThat(silent.getLossRatio()).isEqualTo(1);
    assertThat(silent.hasRttAvgMs()).isFalse();
    assertThat(silent.getKernelTimestamps()).isFalse();
    replied(0, 5);
    assertThat(result().hasJitterStddevMs()).as("one reply has no jitter").isFalse();
    assertThat(result().getRttP95Ms()).isEqualTo(5);
  }

  @Test
  void refusedPacketsAreNotWaitedForAndBounded() {
    send(20);
    assertThat(tally.waitsUntil()).hasValue(290 * MS);
    for (int i = 0; i < 20; i++) {
      tally.refused(
          i,
          new IcmpReport(
              IcmpReport.ICMP, 3, 1, 0, InetAddress.ofLiteral("192.0.2." + (i % 12)), -1));
    }
    assertThat(tally.waitsUntil()).isEmpty();
    assertThat(result().getRefusalsList()).hasSize(8);
    assertThat(result().getRefusals(0).getCount()).isEqualTo(2);
  }
}
