package dev.foureyes.nodeagent.probe.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

class HostLookupTest {

  private static final AddressFamily ANY = AddressFamily.ADDRESS_FAMILY_UNSPECIFIED;

  @TempDir Path directory;

  private static String resolve(FakeDns dns, String host, AddressFamily family) throws Exception {
    return new HostLookup(dns.asSystem())
        .resolve(host, family, Deadline.after(Duration.ofMillis(800), System::nanoTime))
        .address()
        .getHostAddress();
  }

  private static Failure failure(FakeDns dns, String host, AddressFamily family) {
    return catchThrowableOfType(ProbeFailedException.class, () -> resolve(dns, host, family))
        .failure();
  }

  @Test
  void ipv4ComesFirstUnlessTheTestSaysOtherwise() throws Exception {
    try (FakeDns dns = FakeDns.with("h.example. 60 A 10.0.0.1", "h.example. 60 AAAA fd00::1")) {
      assertThat(resolve(dns, "h.example", ANY)).isEqualTo("10.0.0.1");
      assertThat(resolve(dns, "h.example", AddressFamily.ADDRESS_FAMILY_IPV6))
          .isEqualTo("fd00:0:0:0:0:0:0:1");
    }
  }

  @Test
  void nameWithIpv6OnlyIsFound() throws Exception {
    try (FakeDns dns = FakeDns.with("h.example. 60 AAAA fd00::1")) {
      assertThat(resolve(dns, "h.example", ANY)).isEqualTo("fd00:0:0:0:0:0:0:1");
      assertThat(failure(dns, "h.example", AddressFamily.ADDRESS_FAMILY_IPV4))
          .isEqualTo(
              new Failure(
                  Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_DNS, "h.example has no A record"));
    }
  }

  @Test
  void aliasIsFollowed() throws Exception {
    try (FakeDns dns = new FakeDns(query -> Optional.of(FakeDns.answer(query, Rcode.NOERROR)))) {
      dns.overUdp(query -> {
        var answer = FakeDns.answer(query);
        try {
          var alias = org.xbill.DNS.Name.fromString("real.example.");
          answer.addRecord(
              new org.xbill.DNS.CNAMERecord(query.getQuestion().getName(), 1, 60, alias),
              org.xbill.DNS.Section.ANSWER);
          answer.addRecord(
              new org.xbill.DNS.ARecord(alias, 1, 60, java.net.InetAddress.ofLiteral("10.0.0.9")),
              org.xbill.DNS.Section.ANSWER);
        } catch (org.xbill.DNS.TextParseException e) {
          throw new IllegalStateException(e);
        }
        return Optional.of(answer);
      });
      assertThat(resolve(dns, "alias.example", ANY)).isEqualTo("10.0.0.9");
    }
  }

  @Test
  void forbiddenAddressesAreLeftOutWhileOthersAreThere() throws Exception {
    try (FakeDns dns =
        FakeDns.with("h.example. 60 A 169.254.169.254", "h.example. 60 A 10.0.0.2")) {
      assertThat(resolve(dns, "h.example", ANY)).isEqualTo("10.0.0.2");
    }
  }

  @Test
  void nameThatDoesNotExistIsTheTargetsFault() throws Exception {
    try (FakeDns dns = FakeDns.with()) {
      assertThat(failure(dns, "none.example", ANY))
          .isEqualTo(
              new Failure(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_DNS,
                  "none.example does not exist (NXDOMAIN)"));
    }
  }

  @Test
  void failingResolverIsTheTargetsFault() throws Exception {
    try (FakeDns dns = new FakeDns(query -> Optional.of(FakeDns.answer(query, Rcode.SERVFAIL)))) {
      assertThat(failure(dns, "broken.example", ANY).sentence())
          .isEqualTo("the resolver failed to look up broken.example (SERVFAIL)");
      assertThat(failure(dns, "broken.example", ANY).fault()).isEqualTo(Fault.FAULT_TARGET);
    }
  }

  @Test
  void silentResolverIsTheNodesFaultAndEndsInTime() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      long start = System.nanoTime();
      Failure failure = failure(dns, "any.example", ANY);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1050));
      assertThat(failure.fault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
      assertThat(failure.sentence())
          .isEqualTo(
              "no resolver of this machine answered for any.example (asked " + dns.server() + ")");
    }
  }

  @Test
  void closedResolverIsTheNodesFault() throws Exception {
    FakeDns dns = FakeDns.silent();
    dns.close();
    assertThat(failure(dns, "any.example", ANY).fault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
  }

  @Test
  void shortNamesAreLookedForInTheSearchPath() throws Exception {
    try (FakeDns dns = FakeDns.with("web.corp.example. 60 A 10.0.0.3")) {
      HostLookup lookup =
          new HostLookup(dns.asSystem(Path.of("/nonexistent"), List.of("corp.example")));
      assertThat(
              lookup
                  .resolve("web", ANY, Deadline.after(Duration.ofSeconds(1), System::nanoTime))
                  .address()
                  .getHostAddress())
          .isEqualTo("10.0.0.3");
    }
  }

  @Test
  void hostsFileIsReadFirst() throws Exception {
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "10.1.1.1 intranet\n");
    try (FakeDns dns = FakeDns.silent()) {
      HostLookup lookup = new HostLookup(dns.asSystem(hosts, List.of()));
      Deadline deadline = Deadline.after(Duration.ofSeconds(1), System::nanoTime);
      for (String host : List.of("intranet", "INTRANET", "intranet.")) {
        assertThat(lookup.resolve(host, ANY, deadline).address().getHostAddress())
            .as(host)
            .isEqualTo("10.1.1.1");
      }
      assertThat(dns.questions()).isEmpty();
    }
  }

  @Test
  void localhostNeedsNobody() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      assertThat(resolve(dns, "localhost", ANY)).isEqualTo("127.0.0.1");
      assertThat(resolve(dns, "LOCALHOST.", AddressFamily.ADDRESS_FAMILY_IPV6))
          .isEqualTo("0:0:0:0:0:0:0:1");
    }
  }

  @Test
  void whatIsNoNameIsAConfigurationFault() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      assertThat(failure(dns, "a..b", ANY).fault()).isEqualTo(Fault.FAULT_CONFIG);
      assertThat(failure(dns, "x".repeat(70) + ".example", ANY).fault())
          .isEqualTo(Fault.FAULT_CONFIG);
      assertThat(failure(dns, "127.0.0.1", AddressFamily.ADDRESS_FAMILY_IPV6).fault())
          .isEqualTo(Fault.FAULT_CONFIG);
    }
  }
}
