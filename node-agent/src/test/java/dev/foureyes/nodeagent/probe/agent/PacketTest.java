package dev.foureyes.nodeagent.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.HostileInput;
import dev.foureyes.nodeagent.probe.agent.Packet.Answer;
import dev.foureyes.nodeagent.probe.agent.Packet.Kind;
import dev.foureyes.nodeagent.time.ServerClock.Reading;
import dev.foureyes.proto.common.v1.AgentPeer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTest {

  private static final PairKey KEY =
      PairKey.of(
          AgentPeer.newBuilder()
              .setKey1(0x0001020304050607L)
              .setKey2(0x08090a0b0c0d0e0fL)
              .setKey3(0x1011121314151617L)
              .setKey4(0x18191a1b1c1d1e1fL)
              .build());

  private static Packet packet(Kind kind) {
    return new Packet(
        kind,
        true,
        7,
        3,
        0x1122334455667788L,
        0x99aabbccddeeff00L,
        1_790_000_000_123_456_789L,
        Optional.of(new Reading(-1_500_000, 1_000_000)),
        new Answer(1_790_000_000_000_000_001L, 6, 5, 2, 1));
  }

  @Test
  void goldenBytes() {
    assertThat(HexFormat.of().formatHex(packet(Kind.REFLECTION).sealed(112, KEY)))
        .isEqualTo(
            "00000007" // sequence
                + "4645" // FE
                + "03" // reflection
                + "01" // from the first end
                + "6ab13b80" // seconds
                + "075bcd15" // nanoseconds
                + "cf84" // S, Z, scale 15, multiplier 132: 1.007 ms
                + "0000"
                + "00000003" // run
                + "1122334455667788" // nonce
                + "99aabbccddeeff00" // echo
                + "ffffffffffe91ca0" // clock offset
                + "6ab13b80" // received: seconds
                + "00000001" // and nanoseconds
                + "00000006" // asked
                + "00000005" // arrived
                + "00000002" // duplicates
                + "00000001" // reordered
                + "00".repeat(24)
                + SEAL);
  }

  /** Made with another HMAC-SHA-256 (Python) over the 96 bytes before it. */
  private static final String SEAL = "0578e376c2c518fca4ac582cc5264f7d";

  @ParameterizedTest
  @EnumSource(Kind.class)
  void comesOutAsItWentIn(Kind kind) {
    Packet sent = packet(kind);

    Optional<Packet> opened = Packet.opened(sent.sealed(300, KEY), KEY);

    assertThat(opened).isPresent();
    assertThat(opened.get().clock().orElseThrow().errorNanos())
        .as("rounded up to 8 bits")
        .isBetween(1_000_000L, 1_010_000L);
    assertThat(opened.get())
        .usingRecursiveComparison()
        .ignoringFields("clock.value.errorNanos")
        .isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_000, 999_999, 1_000_000_000, 3_600_000_000_000L})
  void errorIsNeverTakenForLess(long errorNanos) {
    Packet sent =
        new Packet(
            Kind.TEST, false, 0, 0, 1, 1, 0, Optional.of(new Reading(0, errorNanos)), Answer.NONE);

    long back =
        Packet.opened(sent.sealed(112, KEY), KEY).orElseThrow().clock().orElseThrow().errorNanos();

    assertThat(back).isBetween(errorNanos, (long) (errorNanos * 1.02) + 2);
  }

  @Test
  void whoDoesNotKnowTheTimeSaysSo() {
    Packet sent = new Packet(Kind.TEST, false, 0, 0, 1, 1, 0, Optional.empty(), Answer.NONE);

    assertThat(Packet.opened(sent.sealed(112, KEY), KEY).orElseThrow().clock()).isEmpty();
  }

  @Test
  void noOtherKeyOpensIt() {
    byte[] sealed = packet(Kind.TEST).sealed(112, KEY);

    assertThat(Packet.opened(sealed, PairKey.of(AgentPeer.getDefaultInstance()))).isEmpty();
  }

  @Test
  void nothingThatWasChangedIsTaken() {
    byte[] sealed = packet(Kind.TEST).sealed(160, KEY);
    for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(Packet.opened(changed, KEY)).as("bit " + bit).isEmpty();
    }
    for (int length = 0; length < sealed.length; length++) {
      assertThat(Packet.opened(Arrays.copyOf(sealed, length), KEY))
          .as("cut to " + length)
          .isEmpty();
    }
    assertThat(Packet.opened(Arrays.copyOf(sealed, 200), KEY)).isEmpty();
  }

  @Test
  void whatIsNotSealedIsNeitherTakenNorHarmful() throws Exception {
    byte[] genuine = packet(Kind.REFLECTION).sealed(112, KEY);
    HostileInput.of("agent", 1 << 17)
        .check(bytes ->
            assertThat(Packet.opened(bytes, KEY).isPresent())
                .isEqualTo(Arrays.equals(bytes, genuine)));
  }

  /** Whoever has the key may be of a later version, or broken. */
  @Test
  void anythingWithTheRightSealIsReadWithoutHarm() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    HostileInput.of("agent", 1 << 17)
        .check(bytes -> {
          byte[] sealed = Arrays.copyOf(bytes, Math.max(bytes.length, 112));
          KEY.seal(sealed);
          opened.addAndGet(Packet.opened(sealed, KEY).isPresent() ? 1 : 0);
        });
    assertThat(opened).hasValueGreaterThan(1_000);
  }
}
