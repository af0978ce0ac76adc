package dev.foureyes.nodeagent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.doctor.Finding.Status;
import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.report.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

  private static final String IPV4_HEAD =
      "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
  private static final String IPV4_DEFAULT =
      "eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";
  private static final String IPV4_LAN =
      "eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
  private static final String ZEROS = "0".repeat(32);
  private static final String IPV6_DEFAULT =
      ZEROS
          + " 00 "
          + ZEROS
          + " 00 "
          + "fe80"
          + "0".repeat(28)
          + " 00000400 00000001 00000000 00000003     eth0\n";
  private static final String IPV6_REJECT =
      ZEROS + " 00 " + ZEROS + " 00 " + ZEROS + " ffffffff 00000001 00000000 00200200       lo\n";

  @TempDir private Path root;

  private void file(String name, String content) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @BeforeEach
  void aMachineThatAllowsAll() throws Exception {
    file("etc/resolv.conf", "# by hand\nnameserver 192.0.2.53\n");
    file("proc/net/route", IPV4_HEAD + IPV4_LAN + IPV4_DEFAULT);
    file("proc/net/ipv6_route", IPV6_REJECT + IPV6_DEFAULT);
    file("proc/sys/net/ipv4/ping_group_range", "100\t2000\n");
    file(
        "proc/self/status",
        "Name:\tjava\nGid:\t5\t1000\t5\t5\nGroups:\t7 8 \nCapEff:\t000001ffffffffff\n");
    file("proc/self/limits", "Max open files            20000                524288    files\n");
    file("run/systemd/timesync/synchronized", "");
  }

  private List<Finding> findings() throws Exception {
    try (FakeDns dns = FakeDns.with()) {
      return new Doctor(new Machine(root), dns.asSystem()).findings(Optional.empty());
    }
  }

  private Finding finding(String subject) throws Exception {
    return findings().stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  private void assertFinding(String subject, Status status, String found) throws Exception {
    Finding finding = finding(subject);
    assertThat(finding.found()).contains(found);
    assertThat(finding.status()).isEqualTo(status);
    if (status != Status.OK) {
      assertThat(finding.advice()).isNotEmpty();
    }
  }

  @Test
  void whatIsAllowed() throws Exception {
    assertThat(findings()).allMatch(finding -> finding.status() == Status.OK);
    assertFinding("IPv4", Status.OK, "default route by eth0");
    assertFinding("IPv6", Status.OK, "default route by eth0");
    assertFinding("ICMP", Status.OK, "ping_group_range 100 2000");
    assertFinding("clock", Status.OK, "systemd-timesyncd");
    assertFinding("open files", Status.OK, "20000");
    assertThat(Findings.allowsANode(findings())).isTrue();
  }

  @Test
  void oneWayOutIsEnough() throws Exception {
    file("proc/net/ipv6_route", IPV6_REJECT);
    assertFinding("IPv6", Status.NO, "no default route");
    assertThat(Findings.allowsANode(findings())).isTrue();
    file("proc/net/route", IPV4_HEAD + IPV4_LAN);
    assertFinding("IPv4", Status.NO, "no default route");
    assertThat(Findings.allowsANode(findings())).isFalse();
  }

  @Test
  void icmpIsForTheGroupsOfARange() throws Exception {
    file("proc/sys/net/ipv4/ping_group_range", "1\t0\n");
    assertFinding("ICMP", Status.NO, "ping_group_range 1 0");
    file("proc/sys/net/ipv4/ping_group_range", "8 8\n");
    assertFinding("ICMP", Status.OK, "ping_group_range 8 8");
    file("proc/sys/net/ipv4/ping_group_range", "nonsense\n");
    assertFinding("ICMP", Status.LIMITED, "not known");
  }

  @Test
  void rawSocketsAreOneCapability() throws Exception {
    file("proc/self/status", "CapEff:\t0000000000002000\n");
    assertFinding("raw sockets", Status.OK, "CAP_NET_RAW");
    file("proc/self/status", "CapEff:\t000001ffffffdfff\n");
    assertFinding("raw sockets", Status.NO, "no CAP_NET_RAW");
  }

  @Test
  void clockIsBelievedWhenSomethingSaysSo() throws Exception {
    Files.delete(root.resolve("run/systemd/timesync/synchronized"));
    assertFinding("clock", Status.LIMITED, "not known");
    file("run/chrony/chronyd.pid", "1");
    assertFinding("clock", Status.LIMITED, "chrony runs");
  }

  @Test
  void fewOpenFiles() throws Exception {
    file("proc/self/limits", "Max open files            1024                 4096         files\n");
    assertFinding("open files", Status.LIMITED, "1024 (expected: at least 4096)");
    file("proc/self/limits", "Max open files            64                   64           files\n");
    assertFinding("open files", Status.NO, "64 (expected");
    assertThat(Findings.allowsANode(findings())).isFalse();
    file("proc/self/limits", "Max open files            unlimited            unlimited    files\n");
    assertFinding("open files", Status.OK, "unlimited");
  }

  @Test
  void noNameServerIsSet() throws Exception {
    file("etc/resolv.conf", "search example\n");
    assertFinding("name servers", Status.LIMITED, "none is set");
  }

  @Test
  void aSystemWithoutTheseFilesIsNotKnown() throws Exception {
    List<Finding> findings;
    try (FakeDns dns = FakeDns.with()) {
      findings =
          new Doctor(new Machine(root.resolve("nowhere")), dns.asSystem())
              .findings(Optional.empty());
    }
    assertThat(findings).noneMatch(finding -> finding.status() == Status.NO);
    assertThat(Findings.allowsANode(findings)).isTrue();
  }

  @Test
  void dataDirectory() throws Exception {
    Path missing = root.resolve("a/b");
    assertThat(MachineChecks.dataDirectory(missing).found())
        .startsWith(missing + " (to be made), ");
    assertThat(Files.exists(root.resolve("a"))).as("nothing is made").isFalse();
    Path file = Files.writeString(root.resolve("file"), "");
    assertThat(MachineChecks.dataDirectory(file).status()).isEqualTo(Status.NO);
    assertThat(MachineChecks.dataDirectory(file.resolve("below")).status()).isEqualTo(Status.NO);
    assertThat(MachineChecks.dataDirectory(Path.of("/proc/here")).status()).isEqualTo(Status.NO);
  }

  @Test
  void text() {
    List<Finding> findings =
        List.of(
            Finding.ok("IPv4", "default route by eth0"),
            Finding.limited("clock", "not known", "run chrony"),
            Finding.no("server", "gw:1 refused", "does it run?").asNeeded());
    assertThat(Findings.text(findings, new Style(80, false, false)))
        .isEqualTo(
            """
            IPv4            ok       default route by eth0
            clock           limited  not known
                                     run chrony
            server          no       gw:1 refused
                                     does it run?

            A node cannot run here; missing: server.
            """);
  }
}
