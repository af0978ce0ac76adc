package dev.foureyes.nodeagent.report;

import dev.foureyes.nodeagent.report.Waterfall.Phase;
import dev.foureyes.proto.common.v1.BgpFamily;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.results.v1.BgpEvent;
import dev.foureyes.proto.results.v1.BgpFamilyResult;
import dev.foureyes.proto.results.v1.BgpNotification;
import dev.foureyes.proto.results.v1.BgpPeer;
import dev.foureyes.proto.results.v1.BgpResult;
import dev.foureyes.proto.results.v1.BgpRoute;
import dev.foureyes.proto.results.v1.BgpState;
import dev.foureyes.proto.results.v1.BgpWatchResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a BGP session brought. */
final class BgpText {

  private final Page page;

  BgpText(Page page) {
    this.page = page;
  }

  void write(BgpProbe config, ProbeResult result) {
    BgpResult bgp = result.getBgp();
    page.title(
        "BGP AS"
            + as(config.getLocalAs())
            + " - "
            + config.getHost()
            + " AS"
            + as(config.getPeerAs()));
    ProbeText.verdict(page, result, established(bgp));
    List<Phase> phases =
        List.of(
            Phase.of("dns", bgp.hasDnsMs(), bgp.getDnsMs()),
            Phase.of("connect", bgp.hasConnectMs(), bgp.getConnectMs()),
            Phase.of("open", bgp.hasOpenMs(), bgp.getOpenMs()),
            Phase.of("table", bgp.hasTableMs(), bgp.getTableMs()));
    if (bgp.hasDnsMs() || bgp.hasConnectMs()) {
      Waterfall waterfall = new Waterfall(page.style(), Waterfall.end(0, phases));
      page.blank().lines(waterfall.lines(0, phases)).line(waterfall.total());
    }
    page.blank();
    facts(bgp);
    if (bgp.getWatchedCount() > 0) {
      watched(bgp);
    }
    events(bgp);
  }

  private static String as(int number) {
    return Integer.toUnsignedString(number);
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", Integer.toUnsignedLong(number));
  }

  private static String established(BgpResult bgp) {
    String prefixes = count(bgp.getPrefixes()) + " prefixes";
    return bgp.hasTableMs()
        ? prefixes + ", complete in " + Waterfall.ms(bgp.getTotalMs())
        : "established; " + prefixes + " so far, the table is not complete";
  }

  private void facts(BgpResult bgp) {
    page.fact("state", state(bgp.getState()));
    if (bgp.hasPeer()) {
      BgpPeer peer = bgp.getPeer();
      page.fact("peer", "AS" + as(peer.getAs()) + ", identifier " + peer.getRouterId())
          .fact("address", bgp.getRemoteIp())
          .fact("hold time", peer.getHoldTimeS() == 0 ? "none" : peer.getHoldTimeS() + " s")
          .fact("can", String.join(", ", peer.getCapabilitiesList()));
    }
    for (BgpFamilyResult family : bgp.getFamiliesList()) {
      page.fact(
          family.getFamily() == BgpFamily.BGP_FAMILY_IPV4_UNICAST ? "IPv4" : "IPv6",
          count(family.getPrefixes())
              + " prefixes"
              + (family.getEndOfRib() ? ", End-of-RIB" : ", no End-of-RIB"));
    }
    if (bgp.getUpdates() > 0) {
      page.fact(
          "updates",
          count(bgp.getUpdates())
              + " with "
              + count(bgp.getAnnouncements())
              + " announcements and "
              + count(bgp.getWithdrawals())
              + " withdrawals, "
              + count(bgp.getReceivedBytes())
              + " bytes");
    }
    if (bgp.getMalformedUpdates() > 0) {
      page.fact("malformed", count(bgp.getMalformedUpdates()) + " updates, taken as withdrawals");
    }
    if (bgp.hasLastNotification()) {
      notification(bgp.getLastNotification());
    }
  }

  private void notification(BgpNotification notification) {
    page.fact(
        "notified",
        (notification.getSent() ? "by this side: " : "by the peer: ")
            + notification.getName()
            + " ("
            + notification.getCode()
            + "/"
            + notification.getSubcode()
            + ")"
            + (notification.getText().isEmpty() ? "" : " \"" + notification.getText() + "\""));
  }

  private static String state(BgpState state) {
    return switch (state) {
      case BGP_STATE_CONNECT -> "Connect";
      case BGP_STATE_OPEN_SENT -> "OpenSent";
      case BGP_STATE_OPEN_CONFIRM -> "OpenConfirm";
      case BGP_STATE_ESTABLISHED -> "Established";
      case BGP_STATE_IDLE, BGP_STATE_UNSPECIFIED, UNRECOGNIZED -> "Idle";
    };
  }

  private void watched(BgpResult bgp) {
    List<List<String>> rows = new ArrayList<>();
    for (BgpWatchResult watch : bgp.getWatchedList()) {
      rows.add(row(watch));
      for (BgpRoute route : watch.getMoreSpecificRoutesList()) {
        rows.add(List.of("  " + route.getPrefix(), mark(route, "more specific"), path(route)));
      }
    }
    page.blank().table(rows);
  }

  private static List<String> row(BgpWatchResult watch) {
    if (watch.hasRoute()) {
      BgpRoute route = watch.getRoute();
      return List.of(watch.getPrefix(), mark(route, "present"), path(route));
    }
    return List.of(watch.getPrefix(), watch.hasPresent() ? "missing" : "not yet known", "");
  }

  private static String mark(BgpRoute route, String otherwise) {
    return route.getOriginMismatch() ? "wrong origin" : otherwise;
  }

  private static String path(BgpRoute route) {
    return route.getAsPath() + (route.getNextHop().isEmpty() ? "" : " via " + route.getNextHop());
  }

  private void events(BgpResult bgp) {
    if (bgp.getEventsCount() == 0) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (BgpEvent event : bgp.getEventsList()) {
      String kind = event.getKind().name().substring("BGP_EVENT_KIND_".length());
      rows.add(
          List.of(
              kind.toLowerCase(Locale.ROOT).replace('_', ' '), event.getPrefix(), event.getText()));
    }
    page.blank().table(rows);
    if (bgp.getEventsLeftOut() > 0) {
      page.line("  and " + count(bgp.getEventsLeftOut()) + " more");
    }
  }
}
