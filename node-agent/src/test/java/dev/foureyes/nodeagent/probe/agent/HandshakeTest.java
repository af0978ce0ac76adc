package dev.foureyes.nodeagent.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.probe.agent.Packet.Answer;
import dev.foureyes.nodeagent.probe.agent.Packet.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakeTest {

  private static final long OWN = 1_000;

  private final Handshake handshake = new Handshake(OWN);

  private static Packet packet(Kind kind, long nonce, long echo) {
    return new Packet(kind, true, 0, 0, nonce, echo, 0, Optional.empty(), Answer.NONE);
  }

  @Test
  void aPeerProvesItselfByNamingOurNonce() {
    assertThat(handshake.accept(packet(Kind.HELLO, 5, 0), 0)).isFalse();
    assertThat(handshake.isConfirmed()).isFalse();
    assertThat(handshake.isAsked()).as("it waits to be told that it was heard").isTrue();
    assertThat(handshake.tell()).isEqualTo(5);
    assertThat(handshake.isAsked()).isFalse();

    assertThat(handshake.accept(packet(Kind.HELLO, 5, OWN), 0)).isTrue();
    assertThat(handshake.isConfirmed()).isTrue();
    assertThat(handshake.peer()).isEqualTo(5);
  }

  @Test
  void recordingsOfAnEarlierLifeOfThisEndAreLeftOut() {
    assertThat(handshake.accept(packet(Kind.TEST, 5, OWN - 1), 0)).isFalse();
    assertThat(handshake.accept(packet(Kind.QUERY, 5, 0), 0)).isFalse();
    assertThat(handshake.isConfirmed()).isFalse();
  }

  @Test
  void recordingsOfAnEarlierLifeOfThePeerAreLeftOut() {
    assertThat(handshake.accept(packet(Kind.HELLO, 5, OWN), 0)).isTrue();
    assertThat(handshake.accept(packet(Kind.TEST, 9, OWN), 0)).as("it began anew").isTrue();
    assertThat(handshake.tell()).isEqualTo(9);

    assertThat(handshake.accept(packet(Kind.TEST, 5, OWN), 0)).isFalse();
    assertThat(handshake.accept(packet(Kind.HELLO, 5, OWN), 0)).isFalse();
    assertThat(handshake.peer()).isEqualTo(9);
    assertThat(handshake.isAsked()).as("nor do they make this end talk").isFalse();
  }

  @Test
  void aPeerWhoseClockWasSetBackIsTakenAfterSilence() {
    assertThat(handshake.accept(packet(Kind.HELLO, 500, OWN), 0)).isTrue();

    handshake.expire(Handshake.SILENCE_NANOS, 2_000);
    assertThat(handshake.isConfirmed()).as("not yet").isTrue();
    handshake.expire(Handshake.SILENCE_NANOS + 1, 2_000);

    assertThat(handshake.isConfirmed()).isFalse();
    assertThat(handshake.nonce()).as("so that recordings are no proof").isEqualTo(2_000);
    assertThat(handshake.accept(packet(Kind.TEST, 500, OWN), 0)).isFalse();
    assertThat(handshake.accept(packet(Kind.HELLO, 3, 2_000), 0)).isTrue();
  }

  @Test
  void nobodyIsNamedNothing() {
    assertThat(handshake.accept(packet(Kind.HELLO, 0, OWN), 0)).isFalse();
    assertThat(handshake.isConfirmed()).isFalse();
  }
}
