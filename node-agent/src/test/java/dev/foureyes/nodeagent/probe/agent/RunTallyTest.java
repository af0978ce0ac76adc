package dev.foureyes.nodeagent.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.probe.agent.Packet.Answer;
import dev.foureyes.nodeagent.probe.agent.Packet.Kind;
import dev.foureyes.nodeagent.probe.agent.RunTally.Came;
import dev.foureyes.nodeagent.probe.agent.RunTally.Sent;
import dev.foureyes.nodeagent.time.ServerClock.Reading;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Times are in milliseconds here; the peer's clock is 1,000 ms ahead of this node's. */
class RunTallyTest {

  private static final long MS = 1_000_000;
  private static final double EXACT = 1e-6;
  private static final long AHEAD = 1_000;
  private static final Optional<Reading> OWN = Optional.of(new Reading(200 * MS, MS));
  private static final Optional<Reading> PEERS =
      Optional.of(new Reading((200 + AHEAD) * MS, 2 * MS));

  private final RunTally tally = new RunTally(100 * MS);
  private Optional<Reading> peerClock = PEERS;

  /** Sends packets at 0, 10, 20 … ms. */
  private void send(int count) {
    for (int i = 0; i < count; i++) {
      tally.sent(new Sent(i * 10L * MS, i * 10L * MS));
    }
  }

  /** An answer: there in {@code out} ms, 1 ms at the peer, back in {@code in} ms. */
  private void answer(int sequence, int place, long out, long in) {
    answer(sequence, place, out, in, place + 1, 0, 0);
  }

  private void answer(
      int sequence, int place, long out, long in, int arrived, int duplicates, int reordered) {
    long sent = sequence * 10L;
    Packet packet =
        new Packet(
            Kind.REFLECTION,
            false,
            place,
            0,
            1,
            1,
            (sent + out + 1 + AHEAD) * MS,
            peerClock,
            new Answer((sent + out + AHEAD) * MS, sequence, arrived, duplicates, reordered));
    tally.answered(packet, new Came((sent + out + 1 + in) * MS, (out + 1 + in) * MS, true));
  }

  private void count(int arrived) {
    tally.counted(
        new Packet(
            Kind.COUNT, false, 0, 0, 1, 1, 0, Optional.empty(), new Answer(0, 0, arrived, 0, 0)));
  }

  private AgentPeerResult result(Optional<Reading> own) {
    AgentPeerResult.Builder result = AgentPeerResult.newBuilder();
    tally.into(result, own);
    return result.build();
  }

  @Test
  void directionsAreToldApartByTheClocks() {
    send(3);
    answer(0, 0, 10, 30);
    answer(1, 1, 12, 30);
    answer(2, 2, 14, 36);

    AgentPeerResult result = result(OWN);
    assertThat(result.getRttMinMs()).as("without the time at the peer").isEqualTo(40);
    assertThat(result.getRttMaxMs()).isEqualTo(50);
    assertThat(result.getClockErrorMs()).isEqualTo(3);
    assertThat(result.getOut().getDelayAvgMs()).isCloseTo(12, within(EXACT));
    assertThat(result.getIn().getDelayAvgMs()).isCloseTo(32, within(EXACT));
    assertThat(result.getOut().getJitterRfc3550Ms())
        .isCloseTo(2 / 16.0 + (2 - 2 / 16.0) / 16, within(EXACT));
    assertThat(result.getOut().getLossRatio()).isZero();
    assertThat(result.getIn().getReceived()).isEqualTo(3);
    assertThat(result.getKernelTimestamps()).isTrue();
  }

  @Test
  void withoutClocksOneWayDelaysAreAbsentAndJitterIsNot() {
    peerClock = Optional.empty();
    send(2);
    answer(0, 0, 10, 30);
    answer(1, 1, 13, 30);

    AgentPeerResult result = result(OWN);
    assertThat(result.hasClockErrorMs()).isFalse();
    assertThat(result.getOut().hasDelayAvgMs()).isFalse();
    assertThat(result.getIn().hasDelayAvgMs()).isFalse();
    assertThat(result.getOut().getJitterStddevMs()).isCloseTo(1.5, within(EXACT));
    assertThat(result.getIn().getJitterStddevMs()).isCloseTo(0, within(EXACT));
  }

  @Test
  void aClockErrorAboveHalfTheRoundTripMakesOneWayDelaysWorthless() {
    send(1);
    answer(0, 0, 2, 3); // a round trip of 5 ms, an error of 3

    AgentPeerResult result = result(OWN);
    assertThat(result.getClockErrorMs()).as("said all the same").isEqualTo(3);
    assertThat(result.getOut().hasDelayAvgMs()).isFalse();
    assertThat(result.getRttAvgMs()).isEqualTo(5);
  }

  @Test
  void lateIsNotLost() {
    send(4);
    answer(0, 0, 10, 10);
    answer(1, 1, 10, 90); // 100 ms and one at the peer
    answer(2, 2, 10, 89);
    count(3);

    AgentPeerResult result = result(OWN);
    assertThat(result.getReceived()).isEqualTo(2);
    assertThat(result.getLate()).isEqualTo(1);
    assertThat(result.getLost()).isEqualTo(1);
    assertThat(result.getLossRatio()).as("late is too late for who waits").isEqualTo(0.5);
    assertThat(result.getOut().getLost()).isEqualTo(1);
    assertThat(result.getIn().getLost()).as("late packets came back").isZero();
    assertThat(result.getRttMaxMs()).isEqualTo(99);
  }

  @Test
  void theCountTellsOnWhichWayPacketsWereLost() {
    send(10);
    answer(0, 0, 10, 10);
    answer(9, 5, 10, 10);
    count(6);

    AgentPeerResult result = result(OWN);
    assertThat(result.getOut().getReceived()).isEqualTo(6);
    assertThat(result.getOut().getLossRatio()).isEqualTo(0.4);
    assertThat(result.getIn().getSent()).isEqualTo(6);
    assertThat(result.getIn().getLost()).isEqualTo(4);
    assertThat(result.getIn().getLossRatio()).isCloseTo(4 / 6.0, within(EXACT));
  }

  @Test
  void withoutACountNobodyKnows() {
    send(3);
    answer(0, 0, 10, 10);

    AgentPeerResult result = result(OWN);
    assertThat(result.getLost()).isEqualTo(2);
    assertThat(result.getOut().hasLost()).isFalse();
    assertThat(result.getIn().hasLossRatio()).isFalse();
  }

  @Test
  void nothingCameBackButTheCount() {
    send(3);
    count(3);

    AgentPeerResult result = result(OWN);
    assertThat(result.getOut().getLossRatio()).isZero();
    assertThat(result.getIn().getLossRatio()).isEqualTo(1);
    assertThat(result.hasRttAvgMs()).isFalse();
  }

  @Test
  void duplicatesAndReorderingAreOfTheirDirection() {
    send(4);
    answer(1, 0, 20, 10, 1, 0, 0);
    answer(0, 1, 40, 10, 2, 1, 1); // overtaken on the way there, and one came twice
    answer(3, 3, 10, 10, 4, 1, 1);
    answer(2, 2, 10, 50, 3, 1, 1); // overtaken on the way back
    answer(2, 2, 10, 50, 3, 1, 1); // and twice

    AgentPeerResult result = result(OWN);
    assertThat(result.getOut().getReordered()).isEqualTo(1);
    assertThat(result.getOut().getDuplicates()).isEqualTo(1);
    assertThat(result.getIn().getReordered()).isEqualTo(1);
    assertThat(result.getIn().getDuplicates()).isEqualTo(1);
    assertThat(result.getReceived()).isEqualTo(4);
  }

  @Test
  void aClockOfThePeerThatIsSetMeanwhileDoesNoHarmToRoundTrips() {
    send(1);
    tally.answered(
        new Packet(
            Kind.REFLECTION,
            false,
            0,
            0,
            1,
            1,
            5 * MS,
            PEERS,
            new Answer(3_600_000 * MS, 0, 1, 0, 0)),
        new Came(20 * MS, 20 * MS, false));

    assertThat(result(OWN).getRttAvgMs()).isEqualTo(20);
    assertThat(result(OWN).getKernelTimestamps()).isFalse();
  }

  @Test
  void nothingSentIsNothing() {
    assertThat(result(OWN)).isEqualTo(AgentPeerResult.getDefaultInstance());
  }
}
