package dev.foureyes.control.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

  private static final String LONGEST_LABEL = "a".repeat(63);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost", "www.example.org", "www.example.org.", "a", "_dmarc.example.org", "db_1",
            "xn--mnchen-3ya.de", "3com.com",
        "192.0.2.1", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:db8::1",
            "2001:DB8:0:0:0:0:0:1", "::ffff:192.0.2.1",
        "fe80::1%eth0", "fe80::1%2",
      })
  void theseAreHosts(String text) {
    assertThat(Hosts.isHost(text)).isTrue();
    assertThat(Hosts.isServer(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "-a",
        "a-",
        "a..b",
        ".a",
        "a b",
        "münchen.de",
        "a/b",
        "http://a",
        "user@host",
        "a,b",
        "a\n",
        "a\r\nb",
        "256.0.0.1",
        "1.2.3",
        "192.0.2.1.",
        "192.0.2.01",
        "1.2.3.4.5",
        "example.123",
        "12345",
        ":",
        ":::",
        "1:2",
        "1::2::3",
        "12345::",
        "g::1",
        "1:2:3:4:5:6:7:8:9",
        "::ffff:300.0.0.1",
        "[::1",
        "::1]",
        "fe80::1%",
        "%eth0",
      })
  void theseAreNeitherHostsNorServers(String text) {
    assertThat(Hosts.isHost(text)).isFalse();
    assertThat(Hosts.isServer(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8:53",
        "ns.example.org:1",
        "ns.example.org:65535",
        "[::1]",
        "[::1]:53",
        "[2001:db8::1]:5353",
        "[fe80::1%eth0]:53"
      })
  void theseAreServersButNoHosts(String text) {
    assertThat(Hosts.isServer(text)).isTrue();
    assertThat(Hosts.isHost(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8:",
        "8.8.8.8:0",
        "8.8.8.8:65536",
        "8.8.8.8:99999",
        "8.8.8.8:123456",
        "8.8.8.8:-1",
        "8.8.8.8:dns",
        ":53",
        "[]:53",
        "[8.8.8.8]:53",
        "[ns.example.org]:53",
        "[::1]53",
        "[::1]:",
        "[::1]:0",
        "ns..org:53",
        "cafe:80:80",
      })
  void theseAreNoServers(String text) {
    assertThat(Hosts.isServer(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {253, 254, 1_000_000})
  void aNameHasAtMost253Characters(int length) {
    String label = LONGEST_LABEL + ".";
    String name = label.repeat(length / label.length() + 1).substring(0, length - 1) + "x";

    assertThat(Hosts.isHost(name)).isEqualTo(length <= 253);
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64})
  void aLabelHasAtMost63Characters(int length) {
    assertThat(Hosts.isHost("www." + "a".repeat(length) + ".org")).isEqualTo(length <= 63);
  }
}
