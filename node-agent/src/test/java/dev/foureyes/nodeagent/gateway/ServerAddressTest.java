package dev.foureyes.nodeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

  @Test
  void hostsAndAddressesAreRead() {
    assertThat(ServerAddress.parse("gateway:9443")).isEqualTo(new ServerAddress("gateway", 9443));
    assertThat(ServerAddress.parse("[::1]:1")).isEqualTo(new ServerAddress("::1", 1));
    assertThat(ServerAddress.parse("[::1]:1")).hasToString("[::1]:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gateway",
        "gateway:",
        ":9443",
        "gateway:0",
        "gateway:65536",
        "::1:9443",
        "a:b",
        "a:-1"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> ServerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(text + " (expected: ");
  }
}
