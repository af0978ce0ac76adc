package dev.foureyes.control.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.foureyes.control.Refusal;
import dev.foureyes.proto.common.v1.BgpFamily;
import dev.foureyes.proto.common.v1.BgpProbe;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BgpValidatorTest {

  private static final String AS = "1 to 4294967294";
  private static final String ROUTER_ID = "the form of an IPv4 address, not 0.0.0.0";
  private static final String FAMILY = "a known family, each once";
  private static final String PREFIX =
      "a prefix such as 203.0.113.0/24, without bits after its length";

  private static List<String> violations(Consumer<BgpProbe.Builder> change) {
    var test = TestFixture.bgp("t");
    change.accept(test.getProbeBuilder().getBgpBuilder());
    return new TestValidator("test.").check(test.build()).isEmpty()
        ? List.of()
        : Refusal.of(() -> new TestValidator("test.").check(test.build()).throwIfAny())
            .violations();
  }

  private static Arguments wrong(
      String field, String value, String expected, Consumer<BgpProbe.Builder> change) {
    return arguments(
        "test.probe.bgp." + field + ": " + value + " (expected: " + expected + ")", change);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(
            "host",
            "\"\"",
            "a host name or an IP address, at most 253 characters",
            bgp -> bgp.setHost("")),
        wrong("port", "65536", "1 to 65535, or 0 for 179", bgp -> bgp.setPort(65_536)),
        wrong("port", "4294967295", "1 to 65535, or 0 for 179", bgp -> bgp.setPort(-1)),
        wrong("address_family", "9", "a known address family", bgp -> bgp.setAddressFamilyValue(9)),
        wrong("local_as", "0", AS, bgp -> bgp.setLocalAs(0)),
        wrong("peer_as", "4294967295", AS, bgp -> bgp.setPeerAs(-1)),
        wrong("router_id", "\"1.2.3\"", ROUTER_ID, bgp -> bgp.setRouterId("1.2.3")),
        wrong("router_id", "\"1.2.3.256\"", ROUTER_ID, bgp -> bgp.setRouterId("1.2.3.256")),
        wrong("router_id", "\"0.0.0.0\"", ROUTER_ID, bgp -> bgp.setRouterId("0.0.0.0")),
        wrong("families[0]", "0", FAMILY, bgp -> bgp.addFamilies(BgpFamily.BGP_FAMILY_UNSPECIFIED)),
        wrong("families[0]", "9", FAMILY, bgp -> bgp.addFamiliesValue(9)),
        wrong(
            "families[1]",
            "1",
            FAMILY,
            bgp ->
                bgp.addFamilies(BgpFamily.BGP_FAMILY_IPV4_UNICAST)
                    .addFamilies(BgpFamily.BGP_FAMILY_IPV4_UNICAST)),
        wrong(
            "md5_password.name",
            "\"../key\"",
            "1 to 63 of a-z, 0-9, \"-\", \"_\" and \".\", beginning with a letter or digit",
            bgp -> bgp.getMd5PasswordBuilder().setName("../key")),
        wrong("hold_time_s", "2", "3 to 65535, or 0 for 90", bgp -> bgp.setHoldTimeS(2)),
        wrong("hold_time_s", "65536", "3 to 65535, or 0 for 90", bgp -> bgp.setHoldTimeS(65_536)),
        wrong(
            "max_prefixes",
            "2000001",
            "1 to 2000000, or 0 for 250000",
            bgp -> bgp.setMaxPrefixes(2_000_001)),
        wrong(
            "max_prefixes",
            "4294967295",
            "1 to 2000000, or 0 for 250000",
            bgp -> bgp.setMaxPrefixes(-1)),
        wrong(
            "watched",
            "33",
            "at most 32",
            bgp ->
                IntStream.range(0, 33)
                    .forEach(i -> bgp.addWatchedBuilder().setPrefix("10." + i + ".0.0/16"))),
        wrong(
            "watched[1].prefix",
            "\"2001:DB8::/32\"",
            "each once",
            bgp -> {
              bgp.addWatchedBuilder().setPrefix("2001:db8:0::/32");
              bgp.addWatchedBuilder().setPrefix("2001:DB8::/32");
            }),
        wrong(
            "watched[0].prefix",
            "\"10.0.0.0/8\"",
            "a prefix of one of the families",
            bgp ->
                bgp.addFamilies(BgpFamily.BGP_FAMILY_IPV6_UNICAST)
                    .addWatchedBuilder()
                    .setPrefix("10.0.0.0/8")),
        wrong(
            "watched[0].expected_origin_as",
            "17",
            "at most 16",
            bgp -> {
              var watch = bgp.addWatchedBuilder().setPrefix("10.0.0.0/8");
              IntStream.range(1, 18).forEach(watch::addExpectedOriginAs);
            }),
        wrong(
            "watched[0].expected_origin_as[1]",
            "0",
            AS,
            bgp ->
                bgp.addWatchedBuilder()
                    .setPrefix("10.0.0.0/8")
                    .addExpectedOriginAs(1)
                    .addExpectedOriginAs(0)));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void oneThingThatIsWrongIsToldWithItsFieldItsValueAndWhatIsExpected(
      String violation, Consumer<BgpProbe.Builder> change) {
    assertThat(violations(change)).containsExactly(violation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0",
        "10.0.0/8",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "::1/127",
        "::/129",
        "x/8",
        "a.example/8",
      })
  void whatIsNoPrefixIsRefused(String prefix) {
    assertThat(violations(bgp -> bgp.addWatchedBuilder().setPrefix(prefix)))
        .containsExactly(
            "test.probe.bgp.watched[0].prefix: \"" + prefix + "\" (expected: " + PREFIX + ")");
  }

  @Test
  void theBoundsThemselvesAreGood() {
    assertThat(violations(bgp -> {})).isEmpty();
    assertThat(
            violations(bgp -> {
              bgp.setHost("2001:db8::1")
                  .setPort(65_535)
                  .setLocalAs(-2)
                  .setPeerAs(1)
                  .setRouterId("255.255.255.255")
                  .addFamilies(BgpFamily.BGP_FAMILY_IPV4_UNICAST)
                  .addFamilies(BgpFamily.BGP_FAMILY_IPV6_UNICAST)
                  .setHoldTimeS(65_535)
                  .setMaxPrefixes(2_000_000);
              bgp.getMd5PasswordBuilder().setName("r1.key_2-b");
              for (String each :
                  List.of("0.0.0.0/0", "::/0", "1.2.3.4/32", "2001:db8::1/128", "10.0.0.0/7")) {
                bgp.addWatchedBuilder().setPrefix(each).addExpectedOriginAs(-2);
              }
            }))
        .isEmpty();
  }
}
