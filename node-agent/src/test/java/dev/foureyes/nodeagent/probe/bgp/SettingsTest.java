package dev.foureyes.nodeagent.probe.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.BgpFamily;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.common.v1.BgpWatch;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  static BgpProbe.Builder good() {
    return BgpProbe.newBuilder().setHost("127.0.0.1").setLocalAs(64501).setPeerAs(64500);
  }

  static Settings settings() {
    try {
      return Settings.of(
          good()
              .addWatched(BgpWatch.newBuilder().setPrefix("0.0.0.0/0").addExpectedOriginAs(1))
              .addWatched(BgpWatch.newBuilder().setPrefix("2001:db8::/32"))
              .build());
    } catch (InvalidProbeException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void zerosAreDefaults() throws Exception {
    Settings settings = Settings.of(good().build());
    assertThat(settings.port()).isEqualTo(179);
    assertThat(settings.holdTimeS()).isEqualTo(90);
    assertThat(settings.maxPrefixes()).isEqualTo(250_000);
    assertThat(settings.required()).isEmpty();
    assertThat(settings.offered()).containsExactlyInAnyOrder(Family.IPV4, Family.IPV6);
    assertThat(Settings.of(good().addFamilies(BgpFamily.BGP_FAMILY_IPV6_UNICAST).build()).offered())
        .isEqualTo(Set.of(Family.IPV6));
    assertThat(Settings.of(good().setRouterId("192.0.2.1").build()).routerId())
        .hasValue(0xc0000201);
    assertThat(Settings.of(good().setLocalAs(-2).build()).localAs()).isEqualTo(-2);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(
            "host: '' (expected: a name or an address without brackets, at most 253 characters)",
            bgp -> bgp.clearHost()),
        wrong(
            "host: '[::1]' (expected: a name or an address without brackets, at most 253 characters)",
            bgp -> bgp.setHost("[::1]")),
        wrong("port: 70000 (expected: 1 to 65535)", bgp -> bgp.setPort(70_000)),
        wrong("local_as: 0 (expected: 1 to 4294967294)", bgp -> bgp.setLocalAs(0)),
        wrong("peer_as: 4294967295 (expected: 1 to 4294967294)", bgp -> bgp.setPeerAs(-1)),
        wrong(
            "router_id: 1.2.3 (expected: the form of an IPv4 address, not 0.0.0.0)",
            bgp -> bgp.setRouterId("1.2.3")),
        wrong(
            "router_id: 0.0.0.0 (expected: the form of an IPv4 address, not 0.0.0.0)",
            bgp -> bgp.setRouterId("0.0.0.0")),
        wrong(
            "families: UNRECOGNIZED (expected: known families, each once)",
            bgp -> bgp.addFamiliesValue(9)),
        wrong(
            "families: BGP_FAMILY_IPV4_UNICAST (expected: known families, each once)",
            bgp ->
                bgp.addFamilies(BgpFamily.BGP_FAMILY_IPV4_UNICAST)
                    .addFamilies(BgpFamily.BGP_FAMILY_IPV4_UNICAST)),
        wrong("hold_time_s: 2 (expected: 3 to 65535)", bgp -> bgp.setHoldTimeS(2)),
        wrong(
            "max_prefixes: 2000001 (expected: 1 to 2000000)", bgp -> bgp.setMaxPrefixes(2_000_001)),
        wrong("max_prefixes: 4294967295 (expected: 1 to 2000000)", bgp -> bgp.setMaxPrefixes(-1)),
        wrong(
            "watched[0].prefix: 10.0.0.1/8 (expected: a prefix without bits after its length)",
            bgp -> bgp.addWatchedBuilder().setPrefix("10.0.0.1/8")),
        wrong(
            "watched[1].prefix: 10.0.0.0/8 (expected: each once)",
            bgp -> {
              bgp.addWatchedBuilder().setPrefix("10.0.0.0/8");
              bgp.addWatchedBuilder().setPrefix("10.0.0.0/8");
            }),
        wrong(
            "watched[0].prefix: 10.0.0.0/8 (expected: a prefix of the session's families)",
            bgp ->
                bgp.addFamilies(BgpFamily.BGP_FAMILY_IPV6_UNICAST)
                    .addWatchedBuilder()
                    .setPrefix("10.0.0.0/8")),
        wrong(
            "watched[0].expected_origin_as: 0 (expected: 1 to 4294967294)",
            bgp -> bgp.addWatchedBuilder().setPrefix("10.0.0.0/8").addExpectedOriginAs(0)));
  }

  private static Arguments wrong(String message, Consumer<BgpProbe.Builder> change) {
    return arguments("bgp." + message, change);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatCannotBeRunIsRefused(String message, Consumer<BgpProbe.Builder> change) {
    BgpProbe.Builder bgp = good();
    change.accept(bgp);
    assertThatThrownBy(() -> Settings.of(bgp.build()))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0/0",
        "10.0.0.0/8",
        "1.2.3.4/32",
        "::/0",
        "2001:db8::/33",
        "2001:db8::1/128"
      })
  void prefixesAreReadAndWritten(String text) {
    assertThat(Prefix.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "::/129",
        "a/8",
        "10.0.0.0/8/8",
        "::1/64"
      })
  void whatIsNoPrefixIsRefused(String text) {
    org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse(text));
  }
}
