package dev.foureyes.nodeagent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ControlMessagesTest {

  private static final byte[] SENDER_V4 = SocketAddresses.of(InetAddress.ofLiteral("192.0.2.7"), 0);
  private static final byte[] SENDER_V6 =
      SocketAddresses.of(InetAddress.ofLiteral("2001:db8::7"), 0);

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  private static void message(ByteBuffer into, int level, int type, ByteBuffer data) {
    into.putLong(16L + data.capacity()).putInt(level).putInt(type).put(data.flip());
    while (into.position() % 8 != 0) {
      into.put((byte) 0xee);
    }
  }

  private static ByteBuffer error(int origin, int type, int code, int info, int data, byte[] from) {
    ByteBuffer error = buffer(16 + from.length);
    error.putInt(113).put((byte) origin).put((byte) type).put((byte) code).put((byte) 0);
    error.putInt(info).putInt(data).put(from);
    return error;
  }

  @Test
  void readsTimeHopLimitAndReport() {
    ByteBuffer bytes = buffer(256);
    message(bytes, 1, 35, buffer(16).putLong(1_700_000_000L).putLong(123));
    message(bytes, 0, 2, buffer(4).putInt(57));
    message(bytes, 0, 11, error(2, 11, 0, 0, 0, SENDER_V4));

    ControlMessages messages = ControlMessages.parse(bytes.flip());

    assertThat(messages.realtimeNanos()).hasValue(1_700_000_000_000_000_123L);
    assertThat(messages.hopLimit()).hasValue(57);
    assertThat(messages.report())
        .hasValue(
            new IcmpReport(IcmpReport.ICMP, 11, 0, 0, InetAddress.ofLiteral("192.0.2.7"), -1));
  }

  @Test
  void readsIpv6() {
    ByteBuffer bytes = buffer(256);
    message(bytes, 41, 52, buffer(4).putInt(58));
    message(bytes, 41, 25, error(3, 2, 0, 1280, 0, SENDER_V6));

    ControlMessages messages = ControlMessages.parse(bytes.flip());

    assertThat(messages.hopLimit()).hasValue(58);
    assertThat(messages.report())
        .hasValue(
            new IcmpReport(
                IcmpReport.ICMPV6, 2, 0, 1280, InetAddress.ofLiteral("2001:db8::7"), -1));
  }

  @Test
  void extensionsCountWhenTheyAreValid() {
    ByteBuffer bytes = buffer(256);
    boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    message(bytes, 0, 11, error(2, 11, 0, 0, isLittle ? 120 : 120 << 16, SENDER_V4));
    assertThat(ControlMessages.parse(bytes.flip()).report().orElseThrow().extensionsAt())
        .isEqualTo(120);

    bytes = buffer(256);
    message(
        bytes,
        0,
        11,
        error(2, 11, 0, 0, isLittle ? (120 | (1 << 16)) : ((120 << 16) | (1 << 8)), SENDER_V4));
    assertThat(ControlMessages.parse(bytes.flip()).report().orElseThrow().extensionsAt())
        .as("the kernel found them damaged")
        .isEqualTo(-1);
  }

  @Test
  void cutAndSenselessMessagesAreLeftOut() {
    for (long length : new long[] {0, 15, 17, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      ByteBuffer bytes = buffer(24).putLong(length).putInt(0).putInt(2).putInt(1).putInt(0);
      assertThat(ControlMessages.parse(bytes.flip()).hopLimit()).isEmpty();
    }
    ByteBuffer withoutSender = buffer(64);
    message(withoutSender, 0, 11, error(2, 11, 0, 0, 0, new byte[0]));
    assertThat(ControlMessages.parse(withoutSender.flip()).report()).isEmpty();

    ByteBuffer otherFamily = buffer(64);
    message(otherFamily, 0, 11, error(2, 11, 0, 0, 0, new byte[16]));
    assertThat(ControlMessages.parse(otherFamily.flip()).report()).isEmpty();

    assertThat(ControlMessages.parse(buffer(0)).realtimeNanos()).isEmpty();
  }

  @Test
  void noBytesMakeItFail() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      if (bytes.length > 16) {
        ByteBuffer.wrap(bytes)
            .order(ByteOrder.nativeOrder())
            .putLong(0, random.nextInt(bytes.length + 4))
            .putInt(8, random.nextBoolean() ? 0 : 41)
            .putInt(12, random.nextBoolean() ? 11 : 25);
      }
      var _ = ControlMessages.parse(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }
  }
}
