package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.results.v1.BgpEvent;
import dev.foureyes.proto.results.v1.BgpEventKind;
import dev.foureyes.proto.results.v1.BgpResult;
import java.util.ArrayList;
import java.util.List;

/** What happened since the round before. Guarded by the session it belongs to. */
final class Journal {

  private static final int MAX_EVENTS = 50;
  private static final int MAX_TEXT = 512;

  private final NodeClock clock;
  private final List<BgpEvent> events = new ArrayList<>();
  private int eventsLeftOut;
  private long receivedBytes;
  private int updates;
  private int announcements;
  private int withdrawals;
  private int pathChanges;
  private int malformed;
  private int lostSessions;

  Journal(NodeClock clock) {
    this.clock = clock;
  }

  void received(int bytes) {
    receivedBytes += bytes;
  }

  void update() {
    updates++;
  }

  void announcement(boolean isOtherPath) {
    announcements++;
    pathChanges += isOtherPath ? 1 : 0;
  }

  void withdrawal() {
    withdrawals++;
  }

  void malformed(String why) {
    malformed++;
    event(BgpEventKind.BGP_EVENT_KIND_MALFORMED, "", why);
  }

  void lost(String why) {
    lostSessions++;
    event(BgpEventKind.BGP_EVENT_KIND_LOST, "", why);
  }

  /**
   * Notes an event, or that there was one more.
   *
   * @param prefix empty for none
   */
  void event(BgpEventKind kind, String prefix, String text) {
    if (events.size() == MAX_EVENTS) {
      eventsLeftOut++;
      return;
    }
    events.add(
        BgpEvent.newBuilder()
            .setAt(clock.timestamp())
            .setKind(kind)
            .setPrefix(prefix)
            .setText(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text)
            .build());
  }

  /** Puts it into a round's result, and begins anew. */
  void into(BgpResult.Builder result) {
    result
        .setReceivedBytes((int) Math.min(receivedBytes, Integer.MAX_VALUE))
        .setUpdates(updates)
        .setAnnouncements(announcements)
        .setWithdrawals(withdrawals)
        .setPathChanges(pathChanges)
        .setMalformedUpdates(malformed)
        .setLostSessions(lostSessions)
        .addAllEvents(events)
        .setEventsLeftOut(eventsLeftOut);
    events.clear();
    eventsLeftOut = 0;
    receivedBytes = 0;
    updates = 0;
    announcements = 0;
    withdrawals = 0;
    pathChanges = 0;
    malformed = 0;
    lostSessions = 0;
  }
}
