package dev.foureyes.nodeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeverListTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "2852039166", // the same in odd spellings
        "169.254.43518",
        "169.16689662",
        "169.254.0.1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "::a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "64:ff9b:1:a9fe:a9:fe00::", // after 48 bits, around byte 8
        "64:ff9b:1:00a9:fe:a9fe::", // after 56
        "64:ff9b:1:0:a9:fea9:fe00::", // after 64
        "2001:db8::5efe:a9fe:a9fe", // ISATAP
        "2001:db8::200:5efe:a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:a9fe:a9fe::1",
        "2001::5601:5601", // Teredo writes the client's address inverted
        "::ffff:0:a9fe:a9fe",
        "fd00:ec2::254",
        "fd20:ce::254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "0.0.0.0",
        "0",
        "0.1.2.3",
        "::",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "64:ff9b::e000:1"
      })
  void isNeverConnectedTo(String literal) {
    assertThat(NeverList.reason(InetAddress.ofLiteral(literal).getAddress()))
        .as(literal)
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "::1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "198.18.0.1",
        "fd00::1",
        "fd00:ec2::1",
        "8.8.8.8",
        "1.1.1.1",
        "169.253.255.255",
        "169.255.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "fe7f::1"
      })
  void mayBeProbed(String literal) {
    assertThat(NeverList.reason(InetAddress.ofLiteral(literal).getAddress())).as(literal).isEmpty();
  }
}
