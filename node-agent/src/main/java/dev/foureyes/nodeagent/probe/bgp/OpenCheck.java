package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether both sides agree on the session, and whose fault it is when they do not. While a
 * configuration has never worked, a disagreement is the configuration's fault; afterwards it is the
 * peer that has changed.
 */
final class OpenCheck {

  private static final int BAD_PEER_AS = 2;
  private static final int BAD_IDENTIFIER = 3;
  private static final int UNACCEPTABLE_HOLD_TIME = 6;
  private static final int UNSUPPORTED_CAPABILITY = 7;

  private OpenCheck() {}

  /**
   * Compares the peer's OPEN with the configuration, and says goodbye when they differ.
   *
   * @param identifier the node's own
   * @throws ProbeFailedException when they differ
   */
  static void check(
      PeerOpen peer, Settings settings, int identifier, Connection connection, Status status)
      throws ProbeFailedException, InterruptedException {
    if (peer.as() != settings.peerAs()) {
      throw refuse(
          BAD_PEER_AS,
          "the peer is AS "
              + Integer.toUnsignedString(peer.as())
              + " (expected: AS "
              + Integer.toUnsignedString(settings.peerAs())
              + ", bgp.peer_as)",
          connection,
          status);
    }
    if (peer.routerId() == identifier && settings.localAs() == settings.peerAs()) {
      throw refuse(
          BAD_IDENTIFIER,
          "the peer has the same BGP identifier as the node (bgp.router_id)",
          connection,
          status);
    }
    Set<Family> common = EnumSet.copyOf(settings.offered());
    common.retainAll(peer.families());
    Set<Family> missing = EnumSet.noneOf(Family.class);
    missing.addAll(settings.required());
    missing.removeAll(peer.families());
    if (common.isEmpty() || !missing.isEmpty()) {
      throw refuse(
          UNSUPPORTED_CAPABILITY,
          "the peer does not offer "
              + (missing.isEmpty() ? "any family that the node knows" : names(missing))
              + " (bgp.families)",
          connection,
          status);
    }
  }

  private static String names(Set<Family> families) {
    return families.stream().map(Family::text).collect(Collectors.joining(" and "));
  }

  private static ProbeFailedException refuse(
      int subcode, String sentence, Connection connection, Status status)
      throws InterruptedException {
    connection.sendLast(new Outgoing.Notification(NotificationNames.OPEN, subcode));
    return new ProbeFailedException(disagreement(sentence, status.wasEverEstablished()));
  }

  private static Failure disagreement(String sentence, boolean hasWorked) {
    return new Failure(
        hasWorked ? Fault.FAULT_TARGET : Fault.FAULT_CONFIG,
        ErrorPhase.ERROR_PHASE_WAIT,
        sentence + (hasWorked ? "; it was otherwise before" : ""));
  }

  /** What the peer's NOTIFICATION means, in its words. */
  static Failure meaning(
      PeerNotification notification, Settings settings, boolean hasWorked, boolean isEstablished) {
    if (notification.code() == NotificationNames.OPEN) {
      return disagreement(
          "the peer refused the session: "
              + notification.words()
              + hint(notification.subcode(), settings),
          hasWorked);
    }
    ErrorPhase phase = isEstablished ? ErrorPhase.ERROR_PHASE_RECEIVE : ErrorPhase.ERROR_PHASE_WAIT;
    String sentence = "the peer ended the session: " + notification.words();
    return notification.code() == NotificationNames.HOLD_TIMER
        ? new Failure(
            Fault.FAULT_PATH, phase, sentence + "; it heard nothing from the node in time")
        : new Failure(Fault.FAULT_TARGET, phase, sentence);
  }

  private static String hint(int subcode, Settings settings) {
    return switch (subcode) {
      case BAD_PEER_AS ->
          "; it expects another AS of this node than "
              + Integer.toUnsignedString(settings.localAs())
              + " (bgp.local_as)";
      case BAD_IDENTIFIER -> "; it does not take the node's BGP identifier (bgp.router_id)";
      case UNACCEPTABLE_HOLD_TIME ->
          "; it does not take a hold time of " + settings.holdTimeS() + " s (bgp.hold_time_s)";
      case UNSUPPORTED_CAPABILITY -> "; it wants other families or abilities (bgp.families)";
      default -> "";
    };
  }
}
