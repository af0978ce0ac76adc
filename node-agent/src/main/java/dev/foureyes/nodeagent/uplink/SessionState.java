package dev.foureyes.nodeagent.uplink;

import dev.foureyes.proto.node.v1.ConnectResponse.MessageCase;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a session stands, and what the server may say there.
 *
 * <pre>
 *                      welcome             snapshot    diff        result_ack, heartbeat_reply,  drain
 *                                                                  flow_control, update_offer
 * AWAITING_WELCOME     AWAITING_SNAPSHOT   -           -           -                             DRAINING
 * AWAITING_SNAPSHOT    -                   STREAMING*  -           same                          DRAINING
 * STREAMING            -                   STREAMING*  STREAMING   same                          DRAINING
 * DRAINING             -                   same        same        same                          same
 * </pre>
 *
 * <p>A dash is a breach of the protocol, which ends the session. *) With its last part; before
 * that, AWAITING_SNAPSHOT.
 */
enum SessionState {
  /** The hello is sent. */
  AWAITING_WELCOME,
  /** Results may go; the assignments are not whole yet. */
  AWAITING_SNAPSHOT,
  /** All is as it should be. */
  STREAMING,
  /** Nothing new is sent; acknowledgements are waited for. Assignments are no longer taken. */
  DRAINING;

  private static final Map<SessionState, Map<MessageCase, SessionState>> NEXT =
      new EnumMap<>(SessionState.class);

  static {
    row(AWAITING_WELCOME).put(MessageCase.WELCOME, AWAITING_SNAPSHOT);
    row(AWAITING_SNAPSHOT).put(MessageCase.SNAPSHOT, STREAMING);
    row(STREAMING).put(MessageCase.SNAPSHOT, STREAMING);
    row(STREAMING).put(MessageCase.DIFF, STREAMING);
    row(DRAINING).put(MessageCase.SNAPSHOT, DRAINING);
    row(DRAINING).put(MessageCase.DIFF, DRAINING);
    for (SessionState state : values()) {
      if (state != AWAITING_WELCOME) {
        row(state).put(MessageCase.RESULT_ACK, state);
        row(state).put(MessageCase.HEARTBEAT_REPLY, state);
        row(state).put(MessageCase.FLOW_CONTROL, state);
        row(state).put(MessageCase.UPDATE_OFFER, state);
        row(state).put(MessageCase.MESSAGE_NOT_SET, state); // a message of a newer server
      }
      row(state).put(MessageCase.DRAIN, DRAINING);
    }
  }

  private static Map<MessageCase, SessionState> row(SessionState state) {
    return NEXT.computeIfAbsent(state, key -> new EnumMap<>(MessageCase.class));
  }

  /** The state after a message; absent when the message is not allowed here. */
  Optional<SessionState> after(MessageCase message) {
    return Optional.ofNullable(row(this).get(message));
  }

  /** Whether results may be sent. */
  boolean sendsResults() {
    return this == AWAITING_SNAPSHOT || this == STREAMING;
  }
}
