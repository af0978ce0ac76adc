package dev.foureyes.nodeagent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.proto.common.v1.BgpFamily;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.BgpResult;
import dev.foureyes.proto.results.v1.BgpRoute;
import dev.foureyes.proto.results.v1.BgpState;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import org.junit.jupiter.api.Test;

class BgpTextTest {

  private static final Style PLAIN = new Style(80, false, false);
  private static final ProbeConfig CONFIG =
      ProbeConfig.newBuilder()
          .setBgp(
              BgpProbe.newBuilder().setHost("r1.example").setLocalAs(64_501).setPeerAs(-94_967_295))
          .build();

  @Test
  void aTableThatIsComplete() {
    BgpResult.Builder bgp =
        BgpResult.newBuilder()
            .setDnsMs(1)
            .setConnectMs(2)
            .setOpenMs(3)
            .setTableMs(4)
            .setTotalMs(10)
            .setPrefixes(1_250)
            .setUpdates(1_300)
            .setAnnouncements(1_300)
            .setWithdrawals(0)
            .setReceivedBytes(70_000)
            .setRemoteIp("192.0.2.1")
            .setState(BgpState.BGP_STATE_ESTABLISHED);
    bgp.getPeerBuilder()
        .setAs(-94_967_295)
        .setRouterId("192.0.2.9")
        .setHoldTimeS(90)
        .addCapabilities("4-octet AS");
    bgp.addFamiliesBuilder()
        .setFamily(BgpFamily.BGP_FAMILY_IPV4_UNICAST)
        .setPrefixes(1_250)
        .setEndOfRib(true);
    bgp.addWatchedBuilder()
        .setPrefix("203.0.113.0/24")
        .setPresent(true)
        .setRoute(BgpRoute.newBuilder().setAsPath("4200000001 64510").setNextHop("192.0.2.1"))
        .addMoreSpecificRoutes(
            BgpRoute.newBuilder()
                .setPrefix("203.0.113.128/25")
                .setAsPath("666")
                .setOriginMismatch(true));
    bgp.addWatchedBuilder().setPrefix("2001:db8::/32");
    ProbeResult result = ProbeResult.newBuilder().setFault(Fault.FAULT_OK).setBgp(bgp).build();
    assertThat(ProbeText.of(CONFIG, result, PLAIN))
        .startsWith(
            """
            BGP AS64501 - r1.example AS4200000001
            passed   1,250 prefixes, complete in 10.00 ms
            """)
        .endsWith(
            """
              state       Established
              peer        AS4200000001, identifier 192.0.2.9
              address     192.0.2.1
              hold time   90 s
              can         4-octet AS
              IPv4        1,250 prefixes, End-of-RIB
              updates     1,300 with 1,300 announcements and 0 withdrawals, 70,000 bytes

              203.0.113.0/24      present        4200000001 64510 via 192.0.2.1
                203.0.113.128/25  wrong origin   666
              2001:db8::/32       not yet known
            """);
  }

  @Test
  void aPeerThatRefuses() {
    BgpResult.Builder bgp = BgpResult.newBuilder().setState(BgpState.BGP_STATE_IDLE);
    bgp.getLastNotificationBuilder()
        .setCode(6)
        .setSubcode(2)
        .setName("Cease/Administrative Shutdown")
        .setText("back at 14:00");
    ProbeResult result =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_TARGET)
            .setErrorPhase(ErrorPhase.ERROR_PHASE_WAIT)
            .setError("the peer ended the session")
            .setBgp(bgp)
            .build();
    assertThat(ProbeText.of(CONFIG, result, PLAIN))
        .isEqualTo(
            """
            BGP AS64501 - r1.example AS4200000001
            failed   the peer ended the session
                     at: wait; lies with: the target

              state       Idle
              notified    by the peer: Cease/Administrative Shutdown (6/2) "back at 14:00"
            """);
  }
}
