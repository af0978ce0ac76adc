package dev.foureyes.nodeagent.probe.name;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.FakeDns;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class OriginLookupTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Optional<OriginZone> ZONE = Optional.of(OriginZone.of("asn.test"));

  private final AtomicLong now = new AtomicLong();

  private OriginLookup lookup(FakeDns dns) {
    return new OriginLookup(dns.asSystem(), ZONE, now::get, 3);
  }

  private static List<InetAddress> addresses(String... literals) {
    return Stream.of(literals).map(InetAddress::ofLiteral).toList();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void bothFamiliesAndOnlyOfTheInternet() throws Exception {
    try (FakeDns dns =
        FakeDns.with(
            "1.1.0.11.origin.asn.test. 300 TXT \"64500 | 11.0.0.0/8 | ZZ\"",
            "0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.2.origin6.asn.test. 300 TXT \"64501 | 2a00::/32 |\"")) {
      assertThat(
              lookup(dns)
                  .origins(
                      addresses(
                          "11.0.1.1", "2a00::9", "2a00::8", "10.0.0.1", "fd00::1", "127.0.0.1"),
                      PATIENCE))
          .isEqualTo(
              Map.of(
                  InetAddress.ofLiteral("11.0.1.1"), 64_500,
                  InetAddress.ofLiteral("2a00::8"), 64_501,
                  InetAddress.ofLiteral("2a00::9"), 64_501));
      assertThat(dns.questions())
          .containsExactlyInAnyOrder(
              "udp 1.1.0.11.origin.asn.test. TXT",
              "udp 0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.2.origin6.asn.test. TXT");
    }
  }

  @Test
  void answersAreKeptForTheirTime() throws Exception {
    try (FakeDns dns =
        FakeDns.with("1.1.0.11.origin.asn.test. 300 TXT \"64500 | 11.0.0.0/8 | ZZ\"")) {
      OriginLookup lookup = lookup(dns);
      for (int i = 0; i < 3; i++) {
        assertThat(lookup.origins(addresses("11.0.1.1"), PATIENCE)).hasSize(1);
      }
      assertThat(dns.questions()).hasSize(1);
      pass(Duration.ofSeconds(301));
      assertThat(lookup.origins(addresses("11.0.1.1"), PATIENCE)).hasSize(1);
      assertThat(dns.questions()).hasSize(2);
    }
  }

  @Test
  void unknownIsKeptTooButNotAFailure() throws Exception {
    try (FakeDns dns = FakeDns.with()) {
      OriginLookup lookup = lookup(dns);
      for (int i = 0; i < 3; i++) {
        assertThat(lookup.origins(addresses("11.0.1.1"), PATIENCE)).isEmpty();
      }
      assertThat(dns.questions()).hasSize(1);
      pass(Duration.ofMinutes(11));
      assertThat(lookup.origins(addresses("11.0.1.1"), PATIENCE)).isEmpty();
      assertThat(dns.questions()).hasSize(2);
    }
    try (FakeDns dns = new FakeDns(query -> Optional.of(FakeDns.answer(query, Rcode.SERVFAIL)))) {
      OriginLookup lookup = lookup(dns);
      assertThat(lookup.origins(addresses("11.0.1.1"), PATIENCE)).isEmpty();
      assertThat(lookup.kept()).isZero();
    }
  }

  @Test
  void keepsNoMoreThanItMay() throws Exception {
    try (FakeDns dns = FakeDns.with()) {
      OriginLookup lookup = lookup(dns);
      List<InetAddress> many =
          IntStream.range(0, 20).mapToObj(i -> InetAddress.ofLiteral("11.0.1." + i)).toList();
      assertThat(lookup.origins(many, PATIENCE)).isEmpty();
      assertThat(lookup.kept()).isEqualTo(3);
    }
  }

  @Test
  void silenceTakesNoLongerThanItMay() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      long start = System.nanoTime();
      assertThat(lookup(dns).origins(addresses("11.0.1.1"), Duration.ofMillis(200))).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void nobodyIsAskedWithoutAZone() throws Exception {
    try (FakeDns dns = FakeDns.with()) {
      OriginLookup off = new OriginLookup(dns.asSystem(), Optional.empty(), now::get);
      assertThat(off.origins(addresses("11.0.1.1"), PATIENCE)).isEmpty();
      assertThat(dns.questions()).isEmpty();
    }
  }
}
