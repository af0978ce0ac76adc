package dev.foureyes.nodeagent.probe.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.HostileInput;
import dev.foureyes.nodeagent.time.NodeClock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateReaderTest {

  private static final Set<Family> BOTH = EnumSet.allOf(Family.class);
  private static final byte[] NONE = {};

  private static List<String> read(UpdateReader reader, byte[] message)
      throws BrokenMessageException {
    RecordingSink sink = new RecordingSink();
    reader.read(message, 19, message.length, sink);
    return sink.lines;
  }

  private static List<String> read(byte[] message) throws BrokenMessageException {
    return read(new UpdateReader(true, false, BOTH), message);
  }

  private static List<String> readAll(boolean isFourOctet, List<byte[]> messages)
      throws BrokenMessageException {
    UpdateReader reader = new UpdateReader(isFourOctet, false, BOTH);
    List<String> lines = new ArrayList<>();
    for (byte[] message : messages) {
      lines.addAll(read(reader, message));
    }
    return lines;
  }

  @Test
  void whatBirdSentIsUnderstood() throws Exception {
    assertThat(readAll(true, UpdateBytes.recorded("4-octet")))
        .containsExactly(
            "+ 0.0.0.0/0 path 64500 via 192.0.2.1",
            "+ 198.51.100.0/25 path 64500 64511 via 192.0.2.1",
            "+ 10.0.0.0/8 path 64500 via 192.0.2.1 [65535:65281]",
            "+ 203.0.113.0/24 path 64500 4200000123 64510 via 192.0.2.1" + " [64500:1, 64500:2:3]",
            "end of IPV4",
            "+ ::/0 path 64500 via 2001:db8::1",
            "+ 2001:db8:1::/48 path 64500 via 2001:db8::1",
            "+ 2001:db8::/32 path 64500 64510 via 2001:db8::1 [64500:2:3]",
            "end of IPV6");
  }

  @Test
  void fromASpeakerWith2OctetNumbersItIsTheSame() throws Exception {
    assertThat(readAll(false, UpdateBytes.recorded("2-octet")))
        .isEqualTo(readAll(true, UpdateBytes.recorded("4-octet")));
  }

  @ParameterizedTest
  @CsvSource({
    // AS_PATH with 2-octet numbers, AS4_PATH, what they mean together (RFC 6793, 4.2.3)
    "0203 0001 5ba0 0003, 0202 fa56ea7b 00000003, 1 4200000123 3",
    "0202 0001 0002, 0203 00000001 00000002 00000003, 1 2",
    "0202 0001 5ba0 0102 0003 0004, 0201 fa56ea7b 0102 00000003 00000004, 1 4200000123 {3 4}",
    "0301 ffff 0202 0001 5ba0, 0201 fa56ea7b, (65535) 1 4200000123",
  })
  void old2OctetSpeakersOnTheWayAreSeenThrough(String old, String as4, String path) {
    AsPath merged = new AsPath();
    byte[] oldBytes = UpdateBytes.hex(old);
    assertThat(merged.read(oldBytes, 0, oldBytes.length, 2)).isTrue();
    AsPath other = new AsPath();
    byte[] as4Bytes = UpdateBytes.hex(as4);
    assertThat(other.read(as4Bytes, 0, as4Bytes.length, 4)).isTrue();
    merged.mergeAs4(other);
    assertThat(merged).hasToString(path);
  }

  /** RFC 7606: what is damaged counts as withdrawn, and the session stays. */
  @ParameterizedTest
  @CsvSource({
    "ORIGIN is malformed, 40010109 4002060201000000 01 400304c0000201",
    "ORIGIN is malformed, 4001020000 40020602010000 0001 400304c0000201",
    "AS_PATH is malformed, 40010100 400206 0200 00000001 400304c0000201",
    "AS_PATH is malformed, 40010100 400206 0202 00000001 400304c0000201",
    "AS_PATH is malformed, 40010100 400206 0901 00000001 400304c0000201",
    "AS_PATH is malformed, 40010100 400206 0201 00000000 400304c0000201",
    "AS_PATH is missing, 40010100 400304c0000201",
    "ORIGIN is missing, 4002060201 00000001 400304c0000201",
    "NEXT_HOP is missing, 40010100 4002060201 00000001",
    "NEXT_HOP is malformed, 40010100 4002060201 00000001 400303c00002",
    "COMMUNITIES is malformed, 40010100 4002060201 00000001 400304c0000201 c00803000000",
    "LARGE_COMMUNITIES is malformed, 40010100 4002060201 00000001 400304c0000201 c02000",
    "MULTI_EXIT_DISC is malformed, 40010100 4002060201 00000001 400304c0000201 800400",
    "attribute 3 with flags c0, 40010100 4002060201 00000001 c00304c0000201",
    "attribute 99 with flags 40, 40010100 4002060201 00000001 400304c0000201 406300",
    "attribute 3 is longer than all attributes, 40010100 4002060201 00000001 400309c0000201",
    "attributes end within a header, 40010100 4002060201 00000001 400304c0000201 c0",
    "attributes end within a header, 40010100 4002060201 00000001 400304c0000201 506300",
  })
  void damagedAttributesAreAWithdrawal(String flaw, String attributes) throws Exception {
    byte[] message =
        UpdateBytes.update(NONE, UpdateBytes.hex(attributes), UpdateBytes.prefix("203.0.113.0/24"));
    assertThat(read(message)).containsExactly("malformed: " + flaw, "- 203.0.113.0/24");
  }

  /** RFC 7606, 3 g and 7: what says nothing of the route is passed over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "400600", // ATOMIC_AGGREGATE
        "40060100", // with content
        "c00703000000", // AGGREGATOR, too short
        "c06304deadbeef", // unknown, optional
        "d0630002beef", // with extended length
        "40010102", // ORIGIN a second time
        "400504000000", // that is LOCAL_PREF from an external peer, cut by what follows
      })
  void whatDoesNotMatterIsPassedOver(String more) throws Exception {
    if (more.startsWith("4005")) {
      more = "40050300" + "0000";
    }
    byte[] attributes = UpdateBytes.hex("40010100 4002060201 00000001 400304c0000201" + more);
    assertThat(read(UpdateBytes.update(NONE, attributes, UpdateBytes.prefix("10.0.0.0/8"))))
        .containsExactly("+ 10.0.0.0/8 path 1 via 192.0.2.1");
  }

  /** Where it is not clear which prefixes are meant, the session ends. */
  @ParameterizedTest
  @CsvSource({
    "3, 1, an UPDATE shorter than its withdrawn routes, 00",
    "3, 1, an UPDATE shorter than its withdrawn routes, 0005 0000",
    "3, 1, an UPDATE shorter than its attributes, 0000 0005 00",
    "3, 10, a prefix of IPv4 unicast with 33 bits, 0006 21 0a000000 00 0000",
    "3, 10, a prefix that ends behind its list, 0002 200a 0000",
    "3, 9, MP_UNREACH_NLRI without a family, 0000 0005 800f020001",
    "3, 9, a prefix of IPv6 unicast with 129 bits, 0000 0007 800f04 000201 81",
    "3, 9, a prefix that ends behind its list, 0000 0008 800f05 000201 2020",
    "3, 9, MP_REACH_NLRI shorter than its next hop, 0000 0009 800e06 00020120 0000",
    "3, 9, MP_REACH_NLRI with a next hop of 5 octets, 0000 000d 800e0a 00020105 0000000000 00",
    "3, 1, an UPDATE with attribute 15 twice, 0000 000c 800f03000201 800f03000201",
  })
  void whatLeavesThePrefixesOpenEndsTheSession(int code, int subcode, String what, String body) {
    assertThatThrownBy(() -> read(UpdateBytes.message(2, UpdateBytes.hex(body))))
        .isInstanceOfSatisfying(
            BrokenMessageException.class,
            e -> assertThat(e.answer()).isEqualTo(new Outgoing.Notification(code, subcode)))
        .hasMessageContaining(what);
  }

  @Test
  void familiesThatAreNotOfTheSessionArePassedOver() throws Exception {
    UpdateReader reader = new UpdateReader(true, false, Set.of(Family.IPV4));
    List<byte[]> messages = UpdateBytes.recorded("4-octet");
    assertThat(read(reader, messages.get(5))).isEmpty();
    assertThat(read(reader, messages.get(7))).isEmpty();
    assertThat(read(reader, messages.get(1))).hasSize(1);
    byte[] vpn = UpdateBytes.update(NONE, UpdateBytes.hex("800f0400018058"), NONE);
    assertThat(read(vpn)).as("of a family that is not known").isEmpty();
  }

  @Test
  void bitsBehindThePrefixDoNotCount() throws Exception {
    byte[] sloppy =
        UpdateBytes.update(
            NONE, UpdateBytes.attributes(1), UpdateBytes.hex("09 0aff 00 20 01020304"));
    assertThat(read(sloppy))
        .containsExactly(
            "+ 10.128.0.0/9 path 1 via 192.0.2.1",
            "+ 0.0.0.0/0 path 1 via 192.0.2.1",
            "+ 1.2.3.4/32 path 1 via 192.0.2.1");
  }

  @Test
  void pathsDifferByTheirNumbersAndNotByTheirSegments() {
    int[] prints = new int[4];
    String[] paths = {
      "0203 00000001 00000002 00000003",
      "0201 00000001 0202 00000002 00000003",
      "0201 00000001 0102 00000002 00000003",
      "0203 00000001 00000003 00000002"
    };
    for (int i = 0; i < paths.length; i++) {
      byte[] bytes = UpdateBytes.hex(paths[i]);
      AsPath path = new AsPath();
      assertThat(path.read(bytes, 0, bytes.length, 4)).isTrue();
      prints[i] = path.fingerprint();
    }
    assertThat(prints[1]).isEqualTo(prints[0]);
    assertThat(prints[2]).isNotEqualTo(prints[0]);
    assertThat(prints[3]).isNotEqualTo(prints[0]);
  }

  @Test
  void damagedMessagesAreUnderstoodOrRefusedAndNothingElse() throws Exception {
    RouteMemory memory = new RouteMemory(1 << 20);
    Journal journal = new Journal(NodeClock.system());
    try (Routes routes = new Routes(BOTH, SettingsTest.settings(), memory, journal)) {
      HostileInput.of("bgp", 1 << 20)
          .keeping(19)
          .refusedWith(BrokenMessageException.class)
          .check(message -> {
            for (boolean isFourOctet : new boolean[] {true, false}) {
              UpdateReader reader = new UpdateReader(isFourOctet, message.length % 2 == 0, BOTH);
              reader.read(message, 19, message.length, routes);
              reader.read(message, 19, message.length, new RecordingSink());
            }
          });
    }
    assertThat(memory.used()).isZero();
  }
}
