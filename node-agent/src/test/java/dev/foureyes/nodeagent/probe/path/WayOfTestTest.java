package dev.foureyes.nodeagent.probe.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PathProtocol;
import dev.foureyes.proto.common.v1.ProbeConfig;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WayOfTestTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http { url: 'https://shop.test/a?b=1' }          | TCP shop.test 443",
        "http { url: 'http://shop.test/' }                | TCP shop.test 80",
        "http { url: 'https://[2001:db8::1]:8443/' }      | TCP 2001:db8::1 8443",
        "http { url: 'https://shop.test/' proxy { host: 'proxy.test' port: 3128 } } | TCP proxy.test 3128",
        "http { url: 'https://shop.test/{a}' }            | -",
        "tcp { host: 'db.test' port: 5432 }               | TCP db.test 5432",
        "udp { host: 'ntp.test' port: 123 }               | UDP ntp.test 123",
        "dns { name: 'a.test' }                           | -",
        "dns { name: 'a.test' server: '192.0.2.1' }       | UDP 192.0.2.1 53",
        "dns { name: 'a.test' server: '192.0.2.1:5353' }  | UDP 192.0.2.1 5353",
        "dns { name: 'a.test' server: '2001:db8::1' }     | UDP 2001:db8::1 53",
        "dns { name: 'a.test' server: '[2001:db8::1]:54' transport: DNS_TRANSPORT_TCP } | TCP 2001:db8::1 54",
        "dns { name: 'a.test' server: 'dns.test' transport: DNS_TRANSPORT_TLS } | TCP dns.test 853",
        "dns { name: 'a.test' server: 'https://dns.test/q' transport: DNS_TRANSPORT_HTTPS } | TCP dns.test 443",
        "ping { host: 'host.test' }                       | ICMP host.test 0",
        "bgp { host: 'router.test' }                      | TCP router.test 179",
        "bgp { host: 'router.test' port: 1179 }           | TCP router.test 1179",
        "path { host: 'host.test' }                       | -"
      })
  void isTraced(String config, String way) throws Exception {
    ProbeConfig parsed = TextFormat.parse(config, ProbeConfig.class);
    assertThat(WayOfTest.of(parsed).map(WayOfTestTest::text).orElse("-")).isEqualTo(way);
  }

  private static String text(PathProbe path) {
    return path.getProtocol().name().replace("PATH_PROTOCOL_", "")
        + " "
        + path.getHost()
        + " "
        + path.getPort();
  }

  @ParameterizedTest
  @CsvSource({"ADDRESS_FAMILY_IPV4", "ADDRESS_FAMILY_IPV6"})
  void keepsTheFamily(String family) throws Exception {
    for (String kind : new String[] {"tcp", "udp", "bgp"}) {
      ProbeConfig config =
          TextFormat.parse(
              kind + " { host: 'h' port: 1 address_family: " + family + " }", ProbeConfig.class);
      assertThat(WayOfTest.of(config).map(path -> path.getAddressFamily().name()))
          .isEqualTo(Optional.of(family));
    }
    assertThat(PathProtocol.values()).hasSize(5); // one more to think of above
  }
}
