package dev.foureyes.nodeagent.probe.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.bgp.BgpRun.Report;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.common.v1.BgpFamily;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.common.v1.SecretRef;
import dev.foureyes.proto.results.v1.BgpEvent;
import dev.foureyes.proto.results.v1.BgpEventKind;
import dev.foureyes.proto.results.v1.BgpFamilyResult;
import dev.foureyes.proto.results.v1.BgpResult;
import dev.foureyes.proto.results.v1.BgpRoute;
import dev.foureyes.proto.results.v1.BgpState;
import dev.foureyes.proto.results.v1.BgpWatchResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Sessions with a peer that does as it is told. */
class SessionTest {

  private static final byte[] SMALL_TABLE_1 = UpdateBytes.announce("203.0.113.0/24", 64500, 64510);
  private static final byte[] SMALL_TABLE_2 = UpdateBytes.announce("198.51.100.0/24", 64500);

  private static BgpProbe.Builder config(ScriptedPeer peer) {
    return SettingsTest.good().setPort(peer.port());
  }

  private static ScriptedPeer withSmallTable() throws Exception {
    return ScriptedPeer.sending(
        SMALL_TABLE_1, SMALL_TABLE_2, UpdateBytes.IPV4_END_OF_RIB, UpdateBytes.IPV6_END_OF_RIB);
  }

  /** Sends what it is given, one after the other. */
  private static ScriptedPeer obeying(LinkedBlockingQueue<byte[]> orders) throws Exception {
    return new ScriptedPeer(out -> {
      ScriptedPeer.establish(out);
      while (true) {
        out.write(orders.take());
      }
    });
  }

  private static Failure failureOf(ScriptedPeer peer) throws Exception {
    try (BgpRun run = new BgpRun(config(peer).build())) {
      return run.round().why();
    }
  }

  @Test
  void aRoundWaitsForTheWholeTable() throws Exception {
    try (ScriptedPeer peer = withSmallTable()) {
      try (BgpRun run = new BgpRun(config(peer).build())) {
        Report report = run.round();
        assertThat(report.failure()).isEmpty();
        BgpResult bgp = report.bgp();
        assertThat(bgp.getState()).isEqualTo(BgpState.BGP_STATE_ESTABLISHED);
        assertThat(bgp.getPrefixes()).isEqualTo(2);
        assertThat(bgp.getUpdates()).isEqualTo(4);
        assertThat(bgp.getAnnouncements()).isEqualTo(2);
        assertThat(bgp.hasDnsMs()).isFalse();
        assertThat(bgp.getTotalMs())
            .isEqualTo(bgp.getConnectMs() + bgp.getOpenMs() + bgp.getTableMs());
        assertThat(bgp.getPeer().getAs()).isEqualTo(64500);
        assertThat(bgp.getPeer().getRouterId()).isEqualTo("192.0.2.1");
        assertThat(bgp.getRemoteIp()).isEqualTo("127.0.0.1");
        assertThat(bgp.getFamiliesList()).allMatch(BgpFamilyResult::getEndOfRib).hasSize(2);
        assertThat(bgp.getEventsList())
            .extracting(BgpEvent::getKind)
            .containsExactly(
                BgpEventKind.BGP_EVENT_KIND_ESTABLISHED,
                BgpEventKind.BGP_EVENT_KIND_TABLE_COMPLETE);
        assertThat(bgp.getReceivedBytes()).isBetween(100, 400);

        BgpResult second = run.round().bgp();
        assertThat(second.getUpdates()).isZero();
        assertThat(second.getEventsCount()).isZero();
        assertThat(second.getPrefixes()).isEqualTo(2);
        assertThat(second.getUptimeS()).isGreaterThan(bgp.getUptimeS());
        await().untilAsserted(() -> assertThat(peer.heard()).containsExactly("OPEN", "KEEPALIVE"));
      }
      await().until(() -> peer.heard().contains("end"));
      assertThat(peer.heard())
          .as("an administrative shutdown")
          .containsExactly("OPEN", "KEEPALIVE", "NOTIFICATION 0602", "end");
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void whatHappensBetweenRoundsIsCounted() throws Exception {
    LinkedBlockingQueue<byte[]> orders = new LinkedBlockingQueue<>();
    orders.add(SMALL_TABLE_1);
    orders.add(SMALL_TABLE_2);
    orders.add(UpdateBytes.IPV4_END_OF_RIB);
    orders.add(UpdateBytes.IPV6_END_OF_RIB);
    BgpProbe.Builder config = SettingsTest.good();
    config.addWatchedBuilder().setPrefix("203.0.113.0/24").addExpectedOriginAs(64510);
    try (ScriptedPeer peer = obeying(orders);
        BgpRun run = new BgpRun(config.setPort(peer.port()).build())) {
      assertThat(run.round().failure()).isEmpty();
      orders.add(UpdateBytes.announce("203.0.113.0/24", 64500, 64511, 64510));
      orders.add(SMALL_TABLE_2); // as it was
      orders.add(UpdateBytes.announce("198.51.100.0/24", 64500, 64512));
      orders.add(UpdateBytes.announce("203.0.113.128/25", 64500, 666));
      orders.add(UpdateBytes.withdraw("10.9.0.0/16")); // was never there
      orders.add(UpdateBytes.withdraw("198.51.100.0/24"));
      AtomicInteger updates = new AtomicInteger();
      AtomicInteger changes = new AtomicInteger();
      BgpResult.Builder all = BgpResult.newBuilder();
      await()
          .until(() -> {
            Report report = run.round();
            all.addAllEvents(report.bgp().getEventsList());
            changes.addAndGet(report.bgp().getPathChanges());
            return updates.addAndGet(report.bgp().getUpdates()) == 6;
          });
      Report report = run.round();
      assertThat(changes).hasValue(2);
      assertThat(report.bgp().getPrefixes()).isEqualTo(2);
      assertThat(report.bgp().getOriginMismatches()).isEqualTo(1);
      assertThat(report.why())
          .isEqualTo(
              new Failure(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_CONTENT,
                  "203.0.113.128/25 has the origin AS666 (expected: AS64510), within 203.0.113.0/24"));
      BgpWatchResult watch = report.bgp().getWatched(0);
      assertThat(watch.getPresent()).isTrue();
      assertThat(watch.getRoute().getAsPath()).isEqualTo("64500 64511 64510");
      assertThat(watch.getRoute().getOriginAs()).isEqualTo(64510);
      assertThat(watch.getMoreSpecificRoutesList())
          .extracting(BgpRoute::getPrefix)
          .containsExactly("203.0.113.128/25");
      assertThat(all.getEventsList())
          .extracting(event -> event.getKind().name().substring(15) + " " + event.getText())
          .containsExactly(
              "PATH_CHANGED 64500 64510 -> 64500 64511 64510",
              "MORE_SPECIFIC announced within 203.0.113.0/24 over 64500 666",
              "ORIGIN_MISMATCH AS666 (expected: AS64510)");
      orders.add(UpdateBytes.withdraw("203.0.113.128/25"));
      orders.add(UpdateBytes.withdraw("203.0.113.0/24"));
      await()
          .untilAsserted(() ->
              assertThat(run.round().why().sentence())
                  .isEqualTo("203.0.113.0/24 is not announced"));
    }
  }

  @Test
  void moreSpecificPrefixesCanBeForbidden() throws Exception {
    BgpProbe.Builder config = SettingsTest.good();
    config.addWatchedBuilder().setPrefix("203.0.0.0/16").setForbidMoreSpecifics(true);
    try (ScriptedPeer peer = withSmallTable();
        BgpRun run = new BgpRun(config.setPort(peer.port()).build())) {
      assertThat(run.round().why().sentence())
          .isEqualTo(
              "203.0.0.0/16 is not announced; 203.0.0.0/16 has more specific prefixes: 1"
                  + " (expected: none), 203.0.113.0/24");
    }
  }

  @Test
  void whileTheTableComesNothingIsMissing() throws Exception {
    BgpProbe.Builder config = SettingsTest.good();
    config.addWatchedBuilder().setPrefix("10.0.0.0/8");
    try (ScriptedPeer peer = ScriptedPeer.sending(SMALL_TABLE_1);
        BgpRun run = new BgpRun(config.setPort(peer.port()).build())) {
      Report report = run.round(Duration.ofMillis(400));
      assertThat(report.failure()).isEmpty();
      assertThat(report.bgp().hasTableMs()).isFalse();
      assertThat(report.bgp().getWatched(0).hasPresent()).isFalse();
      assertThat(run.round().why().sentence())
          .as("a peer that forgets End-of-RIB has six times as long")
          .isEqualTo("10.0.0.0/8 is not announced");
    }
  }

  @Test
  void aDamagedUpdateIsAWithdrawalAndTheSessionStays() throws Exception {
    byte[] damaged =
        UpdateBytes.update(
            new byte[0],
            UpdateBytes.hex("40010109 4002060201 0000fbf4 400304c0000201"),
            UpdateBytes.prefix("203.0.113.0/24"));
    try (ScriptedPeer peer =
            ScriptedPeer.sending(
                SMALL_TABLE_1,
                SMALL_TABLE_2,
                damaged,
                UpdateBytes.IPV4_END_OF_RIB,
                UpdateBytes.IPV6_END_OF_RIB);
        BgpRun run = new BgpRun(config(peer).build())) {
      Report report = run.round();
      assertThat(report.failure()).isEmpty();
      assertThat(report.bgp().getMalformedUpdates()).isEqualTo(1);
      assertThat(report.bgp().getPrefixes()).isEqualTo(1);
      assertThat(report.bgp().getEvents(1).getText())
          .isEqualTo("an UPDATE was taken as a withdrawal: ORIGIN is malformed");
    }
  }

  @Test
  void anotherAsThanConfiguredIsTheConfigurationsFaultUntilItOnceWorked() throws Exception {
    AtomicInteger as = new AtomicInteger(65010);
    try (ScriptedPeer peer =
            new ScriptedPeer(out -> {
              out.write(UpdateBytes.open(as.get(), 90));
              out.write(UpdateBytes.keepalive());
              out.write(UpdateBytes.IPV4_END_OF_RIB);
              out.write(UpdateBytes.IPV6_END_OF_RIB);
            });
        BgpRun run = new BgpRun(config(peer).build())) {
      assertThat(run.round().why())
          .isEqualTo(
              new Failure(
                  Fault.FAULT_CONFIG,
                  ErrorPhase.ERROR_PHASE_WAIT,
                  "the peer is AS 65010 (expected: AS 64500, bgp.peer_as)"));
      await().until(() -> peer.heard().contains("NOTIFICATION 0202"));
      as.set(64500);
      await().until(() -> run.round().failure().isEmpty());
      as.set(65010);
      peer.drop();
      await()
          .untilAsserted(() ->
              assertThat(run.round().why())
                  .isEqualTo(
                      new Failure(
                          Fault.FAULT_TARGET,
                          ErrorPhase.ERROR_PHASE_WAIT,
                          "the peer is AS 65010 (expected: AS 64500, bgp.peer_as);"
                              + " it was otherwise before")));
    }
  }

  @Test
  void whatThePeerSaysWhenItRefusesIsTold() throws Exception {
    try (ScriptedPeer peer =
            new ScriptedPeer(out -> out.write(UpdateBytes.notification(2, 2, "")));
        BgpRun run = new BgpRun(config(peer).build())) {
      Report report = run.round();
      assertThat(report.why())
          .isEqualTo(
              new Failure(
                  Fault.FAULT_CONFIG,
                  ErrorPhase.ERROR_PHASE_WAIT,
                  "the peer refused the session: OPEN Message Error/Bad Peer AS (2/2); it expects"
                      + " another AS of this node than 64501 (bgp.local_as)"));
      assertThat(report.bgp().getLastNotification().getSent()).isFalse();
      assertThat(report.bgp().getLastNotification().getName())
          .isEqualTo("OPEN Message Error/Bad Peer AS");
    }
    try (ScriptedPeer peer =
        ScriptedPeer.sending(UpdateBytes.notification(6, 2, "maintenance until 14:00"))) {
      assertThat(failureOf(peer))
          .isEqualTo(
              new Failure(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_RECEIVE,
                  "the peer ended the session: Cease/Administrative Shutdown (6/2)"
                      + " \"maintenance until 14:00\""));
    }
  }

  @Test
  void aFamilyThatThePeerMustOfferAndDoesNot() throws Exception {
    byte[] open =
        UpdateBytes.message(1, UpdateBytes.hex("04 fbf4 005a c0000201 08 0206 010400010001"));
    try (ScriptedPeer peer = new ScriptedPeer(out -> out.write(open));
        BgpRun run =
            new BgpRun(config(peer).addFamilies(BgpFamily.BGP_FAMILY_IPV6_UNICAST).build())) {
      assertThat(run.round().why().sentence())
          .isEqualTo("the peer does not offer IPv6 unicast (bgp.families)");
      await().until(() -> peer.heard().contains("NOTIFICATION 0207"));
    }
  }

  @Test
  void nobodyListens() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (BgpRun run = new BgpRun(SettingsTest.good().setPort(closed).build())) {
      Report report = run.round();
      assertThat(report.why())
          .isEqualTo(
              new Failure(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_CONNECT,
                  "connect to 127.0.0.1:" + closed + " refused"));
      assertThat(report.bgp().getState()).isEqualTo(BgpState.BGP_STATE_IDLE);
      assertThat(report.bgp().getLastError()).isEqualTo(report.why().sentence());
      assertThat(report.bgp().hasConnectMs()).isFalse();
    }
  }

  @Test
  void addressesThatNoProbeConnectsTo() throws Exception {
    try (BgpRun run = new BgpRun(SettingsTest.good().setHost("169.254.169.254").build())) {
      assertThat(run.round().why().fault()).isEqualTo(Fault.FAULT_CONFIG);
      assertThat(run.round().why().sentence())
          .startsWith("the node never connects to 169.254.169.254");
    }
  }

  @Test
  void aSecretThatTheNodeDoesNotHave() throws Exception {
    BgpProbe config =
        SettingsTest.good().setMd5Password(SecretRef.newBuilder().setName("r1")).build();
    try (BgpRun run = new BgpRun(config)) {
      assertThat(run.round().why().fault()).isEqualTo(Fault.FAULT_CONFIG);
      assertThat(run.round().why().sentence())
          .startsWith("secret 'r1' is not in this node's store");
    }
    Secrets tooLong = name -> Optional.of("x".repeat(81));
    try (BgpRun run = new BgpRun(config, BgpRun.SHORT, new RouteMemory(1 << 20), tooLong)) {
      assertThat(run.round().why())
          .isEqualTo(
              new Failure(
                  Fault.FAULT_CONFIG,
                  ErrorPhase.ERROR_PHASE_CONNECT,
                  "bgp.md5_password: the secret has 81 bytes (expected: 1 to 80)"));
    }
  }

  @Test
  void whatIsNotBgpIsTheTargets() throws Exception {
    String[][] cases = {
      {"485454502f312e31", "NOTIFICATION 0101", "the peer sent something that is not BGP"},
      {
        "ff".repeat(16) + "ffff01",
        "NOTIFICATION 0102",
        "the peer sent a message of type 1 with 65535 octets"
      },
      {
        "ff".repeat(16) + "001204",
        "NOTIFICATION 0102",
        "the peer sent a message of type 4 with 18 octets"
      },
      {"ff".repeat(16) + "00146300", "NOTIFICATION 0103", "the peer sent a message of type 99"},
      {
        "ff".repeat(16) + "001304",
        "NOTIFICATION 0501",
        "the peer sent a message of type 4 before the session stood"
      },
    };
    for (String[] each : cases) {
      try (ScriptedPeer peer = new ScriptedPeer(out -> out.write(UpdateBytes.hex(each[0])))) {
        assertThat(failureOf(peer))
            .isEqualTo(new Failure(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, each[2]));
        await().until(() -> peer.heard().contains(each[1]));
      }
    }
  }

  @Test
  void anUpdateThatCannotBeReadEndsTheSession() throws Exception {
    try (ScriptedPeer peer =
        ScriptedPeer.sending(UpdateBytes.message(2, UpdateBytes.hex("0006210a00000000 0000")))) {
      assertThat(failureOf(peer))
          .isEqualTo(
              new Failure(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_RECEIVE,
                  "the peer sent a prefix of IPv4 unicast with 33 bits"));
      await().until(() -> peer.heard().contains("NOTIFICATION 030a"));
    }
  }

  @Test
  void aPeerThatSaysNothing() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer(out -> {});
        BgpRun run = new BgpRun(config(peer).build())) {
      Report early = run.round(Duration.ofMillis(300));
      assertThat(early.bgp().getState()).isEqualTo(BgpState.BGP_STATE_OPEN_SENT);
      assertThat(early.why().fault()).isEqualTo(Fault.FAULT_TARGET);
      assertThat(early.why().sentence())
          .matches("127.0.0.1:\\d+ took the connection and has not sent an OPEN within \\d+ ms");
      assertThat(run.round().why().sentence())
          .isEqualTo("the peer took the connection and sent no OPEN within 600 ms");
    }
    try (ScriptedPeer peer = new ScriptedPeer(OutputStream::close)) {
      assertThat(failureOf(peer).fault()).isEqualTo(Fault.FAULT_TARGET);
      assertThat(failureOf(peer).sentence())
          .startsWith("the peer closed the connection without a word");
    }
  }

  @Test
  void aPeerThatFallsSilentOrDripsIsGivenUpAfterTheHoldTime() throws Exception {
    try (ScriptedPeer silent =
            new ScriptedPeer(out -> {
              out.write(UpdateBytes.open(64500, 3));
              out.write(UpdateBytes.keepalive());
              out.write(UpdateBytes.IPV4_END_OF_RIB);
              out.write(UpdateBytes.IPV6_END_OF_RIB);
            });
        ScriptedPeer dripping =
            new ScriptedPeer(out -> {
              out.write(UpdateBytes.open(64500, 3));
              out.write(UpdateBytes.keepalive());
              for (byte each : SMALL_TABLE_1) {
                out.write(each);
                Thread.sleep(300);
              }
            });
        BgpRun one = new BgpRun(config(silent).build());
        BgpRun other = new BgpRun(config(dripping).build())) {
      assertThat(one.round().failure()).isEmpty();
      var _ = other.round(Duration.ofMillis(10));
      await().until(() -> silent.heard().contains("NOTIFICATION 0400"));
      await().until(() -> dripping.heard().contains("NOTIFICATION 0400"));
      assertThat(
              silent.heard().stream()
                  .takeWhile(message -> !message.startsWith("NOTIFICATION"))
                  .filter("KEEPALIVE"::equals)
                  .count())
          .as("one to confirm, then one each second")
          .isBetween(2L, 4L);
      BgpResult lost = one.round().bgp();
      assertThat(lost.getLastError())
          .isEqualTo("nothing came from the peer for 3 s (the hold time)");
      assertThat(lost.getLostSessions()).isEqualTo(1);
      assertThat(other.round().bgp().getLastError())
          .isEqualTo("the peer did not finish a message within 3 s (the hold time)");
    }
  }

  @Test
  void aSessionThatIsLostComesBack() throws Exception {
    try (ScriptedPeer peer = withSmallTable();
        BgpRun run = new BgpRun(config(peer).build())) {
      assertThat(run.round().failure()).isEmpty();
      peer.drop();
      AtomicInteger lost = new AtomicInteger();
      await()
          .until(() -> {
            Report report = run.round();
            lost.addAndGet(report.bgp().getLostSessions());
            return peer.connections() == 2 && report.failure().isEmpty();
          });
      assertThat(lost).hasValue(1);
      assertThat(run.round().bgp().getPrefixes()).isEqualTo(2);
    }
  }

  @Test
  void moreThanTheTestAllowsEndsTheSessionAndIsNotTriedAgainSoon() throws Exception {
    byte[][] many = new byte[11][];
    for (int i = 0; i < many.length; i++) {
      many[i] = UpdateBytes.announce("10." + i + ".0.0/16", 64500);
    }
    RouteMemory memory = new RouteMemory(1 << 20);
    try (ScriptedPeer peer = ScriptedPeer.sending(many);
        BgpRun run =
            new BgpRun(
                config(peer).setMaxPrefixes(10).build(), BgpRun.SHORT, memory, Secrets.NONE)) {
      for (int i = 0; i < 3; i++) {
        assertThat(run.round().why())
            .isEqualTo(
                new Failure(
                    Fault.FAULT_TARGET,
                    ErrorPhase.ERROR_PHASE_RECEIVE,
                    "the peer announces more than 10 prefixes (bgp.max_prefixes)"));
      }
      await().until(() -> peer.heard().contains("NOTIFICATION 0601"));
      assertThat(peer.connections()).isEqualTo(1);
      assertThat(memory.used()).isZero();
    }
  }

  @Test
  void moreThanTheNodeHasRoomForIsTheNodesOwnFault() throws Exception {
    RouteMemory memory = new RouteMemory(30_000);
    try (ScriptedPeer peer =
            new ScriptedPeer(out -> {
              ScriptedPeer.establish(out);
              for (int i = 0; i < 65_536; i++) {
                out.write(UpdateBytes.announce("10." + (i >> 8) + "." + (i & 255) + ".0/24", 1));
              }
            });
        BgpRun run = new BgpRun(config(peer).build(), BgpRun.SHORT, memory, Secrets.NONE)) {
      assertThat(run.round().why())
          .isEqualTo(
              new Failure(
                  Fault.FAULT_NODE_LOCAL,
                  ErrorPhase.ERROR_PHASE_RECEIVE,
                  "the memory that this node has for routes, 30000 bytes over all of its BGP"
                      + " sessions, is used up"));
      assertThat(memory.used()).isZero();
    }
  }

  @Test
  void updatesWithoutEndHoldUpNobody() throws Exception {
    RouteMemory memory = new RouteMemory(1 << 20);
    try (ScriptedPeer peer =
            new ScriptedPeer(out -> {
              ScriptedPeer.establish(out);
              for (int i = 0; true; i++) {
                out.write(UpdateBytes.announce("10." + (i & 255) + ".0.0/16", 64500, 1 + (i >> 8)));
              }
            });
        BgpRun run = new BgpRun(config(peer).build(), BgpRun.SHORT, memory, Secrets.NONE)) {
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        Report report = run.round(Duration.ofMillis(300));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(Duration.ofMillis(290), Duration.ofSeconds(2));
        assertThat(report.failure()).isEmpty();
        assertThat(report.bgp().getPrefixes()).isBetween(1, 256);
      }
      assertThat(run.round(Duration.ofMillis(300)).bgp().getPathChanges()).isGreaterThan(100);
      assertThat(memory.used()).isLessThan(100_000);
    }
  }

  @Test
  void withoutEndOfRibTheTableIsCompleteWhenItIsQuiet() throws Exception {
    byte[] open =
        UpdateBytes.message(1, UpdateBytes.hex("04 fbf4 005a c0000201 08 0206 41040000fbf4"));
    try (ScriptedPeer peer =
            new ScriptedPeer(out -> {
              out.write(open);
              out.write(UpdateBytes.keepalive());
              out.write(SMALL_TABLE_1);
            });
        BgpRun run = new BgpRun(config(peer).build())) {
      BgpResult bgp = run.round().bgp();
      assertThat(bgp.hasTableMs()).isTrue();
      assertThat(bgp.getTableMs()).isLessThan(300);
      assertThat(bgp.getFamiliesList()).hasSize(1).noneMatch(BgpFamilyResult::getEndOfRib);
    }
  }

  @Test
  void closingIsQuickWhateverIsGoingOn() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer(out -> {})) {
      BgpRun waiting = new BgpRun(config(peer).build());
      var _ = waiting.round(Duration.ofMillis(50));
      BgpRun unused = new BgpRun(config(peer).build());
      long start = System.nanoTime();
      waiting.close();
      unused.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      int connections = peer.connections();
      assertThat(waiting.round(Duration.ofMillis(300)).why())
          .as("not the peer's fault")
          .isEqualTo(
              new Failure(
                  Fault.FAULT_NODE_LOCAL,
                  ErrorPhase.ERROR_PHASE_UNSPECIFIED,
                  "the node ended the session: its test was changed or removed, or the agent"
                      + " stops"));
      assertThat(peer.connections()).isEqualTo(connections);
    }
  }
}
