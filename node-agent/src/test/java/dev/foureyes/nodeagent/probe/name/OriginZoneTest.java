package dev.foureyes.nodeagent.probe.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.HostileInput;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class OriginZoneTest {

  private static OptionalInt origin(String... texts) {
    return OriginZone.origin(
        Stream.of(texts).map(text -> new TXTRecord(Name.root, DClass.IN, 60, text)).toList());
  }

  @Test
  void addressesAreAskedForBackwards() {
    OriginZone zone = OriginZone.of(OriginZone.DEFAULT);
    assertThat(zone.question(InetAddress.ofLiteral("216.90.108.31")))
        .hasToString("31.108.90.216.origin.asn.cymru.com.");
    assertThat(zone.question(InetAddress.ofLiteral("2001:4860:b002:1234::68")))
        .as("its first 64 bits")
        .hasToString("4.3.2.1.2.0.0.b.0.6.8.4.1.0.0.2.origin6.asn.cymru.com.")
        .isEqualTo(zone.question(InetAddress.ofLiteral("2001:4860:b002:1234::99")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "23028 | 216.90.108.0/24 | US | arin | 1998-09-25; 23028",
        "13335 | 2606:4700::/32 | US | arin | 2011-11-01; 13335",
        "3356 3549 | 8.0.0.0/9 | US | arin | 1992-12-01; 3356",
        "4294967295 | 10.0.0.0/8 |; -1",
        "64500|192.0.2.0/24; 64500",
      })
  void answers(String text, int asn) {
    assertThat(origin(text)).hasValue(asn);
  }

  @Test
  void smallestNetworkCounts() {
    assertThat(origin("1 | 8.0.0.0/8 | |", "2 | 8.8.8.0/24 | |", "3 | 8.8.0.0/16 | |")).hasValue(2);
    assertThat(origin("x", "2 | 8.8.8.0/24")).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "|",
        "23028",
        "23028 |",
        "NA | 10.0.0.0/8 | ZZ | other |",
        "0 | 8.0.0.0/8 | US",
        "4294967296 | 8.0.0.0/8 | US",
        "99999999999999999999 | 8.0.0.0/8 | US",
        "-1 | 8.0.0.0/8 | US",
        "AS23028 | 8.0.0.0/8 | US",
        "23028 | 8.0.0.0 | US",
        "23028 | 8.0.0.0/999 | US",
        "23028 | not-a-network/8 | US",
        "23028 ; 8.0.0.0/8",
        "٢٣ | 8.0.0.0/8 | US"
      })
  void malformed(String text) {
    assertThat(origin(text)).isEmpty();
  }

  @Test
  void anythingIsReadWithoutAnError() throws Exception {
    HostileInput.of("origin", 1 << 16)
        .check(bytes -> {
          byte[] data = new byte[1 + Math.min(bytes.length, 255)];
          data[0] = (byte) (data.length - 1); // the length of the only text
          System.arraycopy(bytes, 0, data, 1, data.length - 1);
          Record record = Record.newRecord(Name.root, Type.TXT, DClass.IN, 60, data);
          var _ = OriginZone.origin(List.of((TXTRecord) record));
        });
  }

  @Test
  void zoneIsADomainThatNamesFitBelow() {
    assertThat(OriginZone.of("asn.example.")).isEqualTo(OriginZone.of("asn.example"));
    for (String wrong : new String[] {"a..b", "x".repeat(64), "abcdefg.".repeat(28)}) {
      assertThatThrownBy(() -> OriginZone.of(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(wrong + " (expected: a domain such as asn.cymru.com, or off)");
    }
  }
}
