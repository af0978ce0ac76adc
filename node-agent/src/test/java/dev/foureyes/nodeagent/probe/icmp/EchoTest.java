package dev.foureyes.nodeagent.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.HostileInput;
import dev.foureyes.nodeagent.socket.Arrival;
import dev.foureyes.nodeagent.socket.NativeSocket.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EchoTest {

  private static final Echo ECHO = new Echo(true, 0x1234, 0x0102030405060708L, 56);

  private static Arrival arrival(byte[] bytes) {
    return new Arrival(
        ByteBuffer.wrap(bytes), Optional.empty(), 0, -1, OptionalInt.empty(), Optional.empty());
  }

  private static byte[] reply(int sequence) {
    byte[] reply = ECHO.request(sequence);
    reply[0] = 0;
    return reply;
  }

  @Test
  void checksumOfTheRfcsExample() {
    byte[] example = {0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, -9};
    assertThat(Short.toUnsignedInt(Echo.checksum(example))).as("RFC 1071, 3").isEqualTo(0x220d);
    assertThat(Short.toUnsignedInt(Echo.checksum(new byte[] {1, 2, 3})))
        .as("an odd byte counts as if zero followed")
        .isEqualTo(0xffff - 0x0402);
  }

  @Test
  void checksumIsRightAndTheSameForAllSequenceNumbers() {
    byte[] first = ECHO.request(0);
    assertThat(first).hasSize(64);
    for (int sequence : new int[] {0, 1, 255, 256, 4711, 65_535}) {
      byte[] request = ECHO.request(sequence);
      assertThat(Echo.checksum(request)).as("over all of it").isZero();
      assertThat(Arrays.copyOfRange(request, 2, 4)).isEqualTo(Arrays.copyOfRange(first, 2, 4));
    }
  }

  @Test
  void repliesAreKnownByWhatOnlyTheRunKnows() {
    assertThat(ECHO.reply(arrival(reply(7)), Kind.ICMP_DATAGRAM)).hasValue(7);
    assertThat(ECHO.reply(arrival(ECHO.request(7)), Kind.ICMP_DATAGRAM)).as("a request").isEmpty();
    byte[] guessed = reply(7);
    guessed[8]++;
    assertThat(ECHO.reply(arrival(guessed), Kind.ICMP_DATAGRAM)).isEmpty();
    assertThat(ECHO.reply(arrival(Arrays.copyOf(reply(7), 12)), Kind.ICMP_DATAGRAM))
        .as("cut before the number is complete")
        .isEmpty();
  }

  @Test
  void rawSocketsGiveTheIpHeaderAndEverybodysReplies() {
    byte[] reply = reply(7);
    byte[] packet = new byte[24 + reply.length];
    packet[0] = 0x46; // version 4, 24 bytes
    packet[8] = 61;
    System.arraycopy(reply, 0, packet, 24, reply.length);
    assertThat(ECHO.reply(arrival(packet), Kind.ICMP_RAW)).hasValue(7);
    assertThat(ECHO.hopLimit(arrival(packet), Kind.ICMP_RAW)).hasValue(61);
    packet[28]++;
    assertThat(ECHO.reply(arrival(packet), Kind.ICMP_RAW)).as("another's identifier").isEmpty();
  }

  @Test
  void quotedHeaderIsEnough() {
    byte[] request = ECHO.request(9);
    assertThat(ECHO.quoted(arrival(Arrays.copyOf(request, 8)), Kind.ICMP_DATAGRAM)).hasValue(9);
    assertThat(ECHO.quoted(arrival(request), Kind.ICMP_DATAGRAM)).hasValue(9);
    request[9]++;
    assertThat(ECHO.quoted(arrival(request), Kind.ICMP_DATAGRAM)).as("of another run").isEmpty();
    assertThat(ECHO.quoted(arrival(new byte[7]), Kind.ICMP_DATAGRAM)).isEmpty();
  }

  @Test
  void noBytesMakeItFail() throws Exception {
    HostileInput.of("icmp", 1 << 16)
        .check(bytes -> {
          for (Kind kind : new Kind[] {Kind.ICMP_RAW, Kind.ICMP_DATAGRAM}) {
            var _ = ECHO.reply(arrival(bytes), kind);
            var _ = ECHO.quoted(arrival(bytes), kind);
            var _ = ECHO.hopLimit(arrival(bytes), kind);
          }
        });
  }
}
