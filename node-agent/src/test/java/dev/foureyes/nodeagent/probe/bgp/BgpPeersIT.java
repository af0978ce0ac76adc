package dev.foureyes.nodeagent.probe.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foureyes.nodeagent.probe.bgp.BgpRun.Report;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.common.v1.SecretRef;
import dev.foureyes.proto.results.v1.BgpFamilyResult;
import dev.foureyes.proto.results.v1.BgpResult;
import dev.foureyes.proto.results.v1.Fault;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions with the daemons that are in use out there: bird2 and gobgpd. */
class BgpPeersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Times TIMES =
      new Times(
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          Duration.ofMinutes(5));

  @TempDir private Path directory;

  private static String bird(String statics, String more, int nodeAs) {
    return """
    log stderr all;
    router id 192.0.2.1;
    protocol device {}
    %s
    protocol bgp node {
      local 127.0.0.1 port PORT as 64500;
      neighbor 127.0.0.1 as %s;
      multihop; passive; error wait time 1, 2;
      %s
      ipv4 { import all; export all; next hop address 192.0.2.1; };
      ipv6 { import all; export all; next hop address 2001:db8::1; };
    }
    """
        .formatted(statics, Integer.toUnsignedString(nodeAs), more);
  }

  private static final String SMALL =
      """
      protocol static s4 { ipv4;
        route 203.0.113.0/24 blackhole { bgp_path.prepend(64510); bgp_path.prepend(4200000123); };
        route 198.51.100.0/24 blackhole;
      }
      protocol static s6 { ipv6; route 2001:db8::/32 blackhole; }
      """;

  private static BgpRun run(BgpProbe config, Secrets secrets) throws Exception {
    return new BgpRun(config, TIMES, new RouteMemory(16 << 20), secrets);
  }

  private static BgpProbe.Builder config(Daemon peer) {
    return SettingsTest.good().setPort(peer.port());
  }

  private static void awaitListening(Daemon peer) throws Exception {
    await()
        .until(() -> {
          try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), peer.port())) {
            return socket.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void birdIsUnderstoodAndHearsNothing() throws Exception {
    BgpProbe.Builder config = SettingsTest.good().setLocalAs(-94_967_295).setHoldTimeS(9);
    config.addWatchedBuilder().setPrefix("203.0.113.0/24").addExpectedOriginAs(64510);
    config.addWatchedBuilder().setPrefix("2001:db8::/32").addExpectedOriginAs(64500);
    try (Daemon bird = Daemon.bird(directory, bird(SMALL, "", config.getLocalAs()))) {
      awaitListening(bird);
      try (BgpRun run = run(config.setPort(bird.port()).build(), Secrets.NONE)) {
        Report report = run.round(Duration.ofSeconds(10));
        assertThat(report.failure()).as(bird.log()).isEmpty();
        BgpResult bgp = report.bgp();
        assertThat(bgp.getFamiliesList()).allMatch(BgpFamilyResult::getEndOfRib);
        assertThat(bgp.getPrefixes()).isEqualTo(3);
        assertThat(bgp.getPeer().getAs()).isEqualTo(64500);
        assertThat(bgp.getPeer().getRouterId()).isEqualTo("192.0.2.1");
        assertThat(bgp.getPeer().getHoldTimeS()).isEqualTo(9);
        assertThat(bgp.getWatched(0).getRoute().getAsPath()).isEqualTo("64500 4200000123 64510");
        assertThat(bgp.getWatched(0).getRoute().getNextHop()).isEqualTo("192.0.2.1");

        bird.birdc("disable", "s4");
        await()
            .atMost(Duration.ofSeconds(10))
            .untilAsserted(() ->
                assertThat(run.round().why().sentence())
                    .isEqualTo("203.0.113.0/24 is not announced"));
        bird.birdc("enable", "s4");
        await().atMost(Duration.ofSeconds(10)).until(() -> run.round().failure().isEmpty());
        Thread.sleep(Duration.ofSeconds(10)); // longer than the hold time
        assertThat(run.round().bgp().getUptimeS()).isGreaterThan(10);
        assertThat(run.round().bgp().getLostSessions()).isZero();

        String seen = bird.birdc("show", "protocols", "all", "node");
        assertThat(seen).contains("Established").contains("0 imported, 2 exported");
        assertThat(seen.lines().filter(line -> line.contains("Import updates:")))
            .as("UPDATEs that bird had from the node: received is the first number")
            .hasSize(2)
            .allMatch(line -> line.strip().matches("Import updates:\\s+0\\s+0\\s+0\\s+0\\s+0"));
        assertThat(seen.lines().filter(line -> line.contains("Import withdraws:")))
            .allMatch(line -> line.strip().matches("Import withdraws:\\s+0\\s+0\\s+.*"));
      }
      await().until(() -> bird.log().contains("Received: Administrative shutdown"));
    }
  }

  @Test
  void birdRefusesAnotherAs() throws Exception {
    try (Daemon bird = Daemon.bird(directory, bird(SMALL, "", 65_999))) {
      awaitListening(bird);
      try (BgpRun run = run(config(bird).build(), Secrets.NONE)) {
        Report report = run.round(Duration.ofSeconds(10));
        assertThat(report.why().fault()).isEqualTo(Fault.FAULT_CONFIG);
        assertThat(report.why().sentence())
            .isEqualTo(
                "the peer refused the session: OPEN Message Error/Bad Peer AS (2/2); it expects"
                    + " another AS of this node than 64501 (bgp.local_as)");
      }
    }
  }

  @Test
  void whatBirdsOperatorSaysIsTold() throws Exception {
    try (Daemon bird = Daemon.bird(directory, bird(SMALL, "", 64_501))) {
      awaitListening(bird);
      try (BgpRun run = run(config(bird).build(), Secrets.NONE)) {
        assertThat(run.round(Duration.ofSeconds(10)).failure()).isEmpty();
        bird.birdc("disable", "node", "\"back at 14:00\"");
        await()
            .untilAsserted(() ->
                assertThat(run.round().bgp().getLastNotification().getName())
                    .isEqualTo("Cease/Administrative Shutdown"));
        Report down = run.round();
        assertThat(down.bgp().getLastNotification().getText()).isEqualTo("back at 14:00");
        assertThat(down.why().fault()).isEqualTo(Fault.FAULT_TARGET);
        bird.birdc("enable", "node");
        await().atMost(Duration.ofSeconds(20)).until(() -> run.round().failure().isEmpty());
      }
    }
  }

  @Test
  void md5SignaturesRightWrongAndNone() throws Exception {
    String md5 = "password \"s3cret of both\";";
    BgpProbe.Builder signed =
        SettingsTest.good().setMd5Password(SecretRef.newBuilder().setName("bird"));
    try (Daemon bird = Daemon.bird(directory, bird(SMALL, md5, 64_501))) {
      await().until(() -> bird.birdc("show", "status").contains("Daemon is up"));
      signed.setPort(bird.port());
      Secrets right = name -> Optional.of("s3cret of both").filter(_ -> name.equals("bird"));
      try (BgpRun run = run(signed.build(), right)) {
        Report report = run.round(Duration.ofSeconds(10));
        assertThat(report.failure()).as(bird.log()).isEmpty();
        assertThat(report.bgp().getPrefixes()).isEqualTo(3);
      }
      try (BgpRun run = run(signed.build(), name -> Optional.of("another"))) {
        Report report = run.round(Duration.ofSeconds(10));
        assertThat(report.why().fault()).isEqualTo(Fault.FAULT_PATH);
        assertThat(report.why().sentence())
            .isEqualTo(
                "connect to 127.0.0.1:"
                    + bird.port()
                    + " got no answer within 3000 ms; a peer with another MD5 password, or none, is"
                    + " silent too (bgp.md5_password)");
        assertThat(report.toString()).doesNotContain("another\"");
      }
      try (BgpRun run = run(signed.clearMd5Password().build(), Secrets.NONE)) {
        assertThat(run.round(Duration.ofSeconds(10)).why().fault()).isEqualTo(Fault.FAULT_PATH);
      }
    }
  }

  @Test
  void aTableOf250000Prefixes() throws Exception {
    Path statics = directory.resolve("statics.conf");
    try (BufferedWriter out = Files.newBufferedWriter(statics)) {
      out.write("protocol static big4 { ipv4;\n");
      for (int i = 0; i < 200_000; i++) {
        out.write(
            "route %d.%d.%d.0/24 blackhole { bgp_path.prepend(%d); bgp_path.prepend(%d); };\n"
                .formatted(20 + (i >> 16), (i >> 8) & 255, i & 255, 100_000 + i, 64_600 + i % 97));
      }
      out.write("}\nprotocol static big6 { ipv6;\n");
      for (int i = 0; i < 50_000; i++) {
        out.write(
            "route 2001:db8:%x::/48 blackhole { bgp_path.prepend(%d); };\n"
                .formatted(i, 300_000 + i));
      }
      out.write("}\n");
    }
    String include = "include \"" + statics + "\";";
    try (Daemon bird = Daemon.bird(directory, bird(include, "", 64_501))) {
      await()
          .atMost(PATIENCE)
          .until(() -> bird.birdc("show", "route", "count").contains("250000 of 250000"));
      RouteMemory memory = new RouteMemory(16 << 20);
      try (BgpRun run = new BgpRun(config(bird).build(), TIMES, memory, Secrets.NONE)) {
        Report report = run.round(PATIENCE);
        assertThat(report.failure()).isEmpty();
        BgpResult bgp = report.bgp();
        assertThat(bgp.getPrefixes()).isEqualTo(250_000);
        assertThat(bgp.getFamilies(0).getPrefixes()).isEqualTo(200_000);
        assertThat(bgp.getFamilies(1).getPrefixes()).isEqualTo(50_000);
        assertThat(bgp.getFamiliesList()).allMatch(BgpFamilyResult::getEndOfRib);
        System.out.printf(
            "bird: %d prefixes in %d UPDATEs of %d bytes; connect %.1f, open %.1f, table %.0f ms;"
                + " %d bytes of memory, %.1f for a prefix%n",
            bgp.getPrefixes(),
            bgp.getUpdates(),
            bgp.getReceivedBytes(),
            bgp.getConnectMs(),
            bgp.getOpenMs(),
            bgp.getTableMs(),
            memory.used(),
            memory.used() / 250_000.0);
        assertThat(memory.used()).isLessThan(250_000 * 25);

        bird.birdc("disable", "big6");
        AtomicInteger withdrawn = new AtomicInteger();
        await()
            .atMost(PATIENCE)
            .until(() -> withdrawn.addAndGet(run.round().bgp().getWithdrawals()) == 50_000);
        assertThat(run.round().bgp().getPrefixes()).isEqualTo(200_000);
      }
      try (BgpRun run =
          new BgpRun(config(bird).setMaxPrefixes(100_000).build(), TIMES, memory, Secrets.NONE)) {
        assertThat(run.round(PATIENCE).why().sentence())
            .isEqualTo("the peer announces more than 100000 prefixes (bgp.max_prefixes)");
        await().until(() -> bird.log().contains("Maximum number of prefixes reached"));
      }
      assertThat(memory.used()).isZero();
    }
  }

  @Test
  void gobgpdAnnouncesReplacesAndWithdraws() throws Exception {
    int api = Daemon.freePort();
    String neighbor =
        """
        [global.config]
          as = 64500
          router-id = "192.0.2.7"
          port = PORT
          local-address-list = ["127.0.0.1"]
        [[neighbors]]
          [neighbors.config]
            neighbor-address = "127.0.0.1"
            peer-as = 64501
          [neighbors.transport.config]
            passive-mode = true
          [neighbors.graceful-restart.config]
            enabled = true
            restart-time = 60
          [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
              afi-safi-name = "ipv4-unicast"
            [neighbors.afi-safis.mp-graceful-restart.config]
              enabled = true
          [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
              afi-safi-name = "ipv6-unicast"
            [neighbors.afi-safis.mp-graceful-restart.config]
              enabled = true
        """;
    try (Daemon gobgpd = Daemon.gobgpd(directory, api, neighbor)) {
      awaitListening(gobgpd);
      await().until(() -> Daemon.gobgp(api, "global").contains("64500"));
      String add = "global rib add 203.0.113.0/24 nexthop 192.0.2.7 aspath ";
      Daemon.gobgp(api, (add + "64510,64511").split(" ", -1));
      Daemon.gobgp(api, "global rib add -a ipv6 2001:db8::/32 nexthop 2001:db8::7".split(" ", -1));
      BgpProbe.Builder config = config(gobgpd);
      config.addWatchedBuilder().setPrefix("203.0.113.0/24").addExpectedOriginAs(64511);
      config.addWatchedBuilder().setPrefix("2001:db8::/32").addExpectedOriginAs(64500);
      try (BgpRun run = run(config.build(), Secrets.NONE)) {
        await() // it takes no session in its first seconds
            .atMost(Duration.ofSeconds(30))
            .until(() -> run.round().failure().isEmpty());
        Report report = run.round();
        assertThat(report.failure()).as(gobgpd.log()).isEmpty();
        assertThat(report.bgp().getPrefixes()).isEqualTo(2);
        assertThat(report.bgp().getFamiliesList()).allMatch(BgpFamilyResult::getEndOfRib);
        assertThat(report.bgp().getWatched(0).getRoute().getAsPath())
            .isEqualTo("64500 64510 64511");

        Daemon.gobgp(api, (add + "666").split(" ", -1));
        await()
            .untilAsserted(() ->
                assertThat(run.round().why().sentence())
                    .isEqualTo("203.0.113.0/24 has the origin AS666 (expected: AS64511)"));
        Daemon.gobgp(api, "global rib del 203.0.113.0/24".split(" ", -1));
        await()
            .untilAsserted(() ->
                assertThat(run.round().why().sentence())
                    .isEqualTo("203.0.113.0/24 is not announced"));
        String seen = Daemon.gobgp(api, "neighbor", "127.0.0.1");
        assertThat(seen).contains("ESTABLISHED").containsPattern("Updates:\\s+\\d+\\s+0\\s");
      }
    }
  }
}
