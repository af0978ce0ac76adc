package dev.foureyes.alerting.evaluate;

import dev.foureyes.proto.alerting.v1.NodePhase;
import java.util.List;

/**
 * How a node goes from well to violating and back, as a table.
 *
 * <p>A node violates after so many rounds in a row in which the rule's condition held, and no
 * longer after so many in a row in which it did not. A round without a result that counts is left
 * out, as if there were no such round.
 */
final class NodePhases {

  /** What a round says. */
  enum Event {
    /** The condition held. */
    HELD,
    /** It did not. */
    DID_NOT_HOLD
  }

  /**
   * One arrow.
   *
   * @param enoughInARow whether this round makes the streak of such rounds as long as the rule
   *     wants
   */
  record Arrow(NodePhase from, Event event, boolean enoughInARow, NodePhase to) {}

  static final List<Arrow> TABLE =
      List.of(
          new Arrow(NodePhase.NODE_PHASE_NORMAL, Event.HELD, false, NodePhase.NODE_PHASE_PENDING),
          new Arrow(NodePhase.NODE_PHASE_NORMAL, Event.HELD, true, NodePhase.NODE_PHASE_VIOLATING),
          new Arrow(
              NodePhase.NODE_PHASE_NORMAL, Event.DID_NOT_HOLD, false, NodePhase.NODE_PHASE_NORMAL),
          new Arrow(
              NodePhase.NODE_PHASE_NORMAL, Event.DID_NOT_HOLD, true, NodePhase.NODE_PHASE_NORMAL),
          new Arrow(NodePhase.NODE_PHASE_PENDING, Event.HELD, false, NodePhase.NODE_PHASE_PENDING),
          new Arrow(NodePhase.NODE_PHASE_PENDING, Event.HELD, true, NodePhase.NODE_PHASE_VIOLATING),
          new Arrow(
              NodePhase.NODE_PHASE_PENDING, Event.DID_NOT_HOLD, false, NodePhase.NODE_PHASE_NORMAL),
          new Arrow(
              NodePhase.NODE_PHASE_PENDING, Event.DID_NOT_HOLD, true, NodePhase.NODE_PHASE_NORMAL),
          new Arrow(
              NodePhase.NODE_PHASE_VIOLATING, Event.HELD, false, NodePhase.NODE_PHASE_VIOLATING),
          new Arrow(
              NodePhase.NODE_PHASE_VIOLATING, Event.HELD, true, NodePhase.NODE_PHASE_VIOLATING),
          new Arrow(
              NodePhase.NODE_PHASE_VIOLATING,
              Event.DID_NOT_HOLD,
              false,
              NodePhase.NODE_PHASE_RECOVERING),
          new Arrow(
              NodePhase.NODE_PHASE_VIOLATING,
              Event.DID_NOT_HOLD,
              true,
              NodePhase.NODE_PHASE_NORMAL),
          new Arrow(
              NodePhase.NODE_PHASE_RECOVERING, Event.HELD, false, NodePhase.NODE_PHASE_VIOLATING),
          new Arrow(
              NodePhase.NODE_PHASE_RECOVERING, Event.HELD, true, NodePhase.NODE_PHASE_VIOLATING),
          new Arrow(
              NodePhase.NODE_PHASE_RECOVERING,
              Event.DID_NOT_HOLD,
              false,
              NodePhase.NODE_PHASE_RECOVERING),
          new Arrow(
              NodePhase.NODE_PHASE_RECOVERING,
              Event.DID_NOT_HOLD,
              true,
              NodePhase.NODE_PHASE_NORMAL));

  private NodePhases() {}

  /**
   * Where the arrow leads; {@code UNSPECIFIED}, a node seen for the first time, counts as normal.
   */
  static NodePhase next(NodePhase from, Event event, boolean enoughInARow) {
    NodePhase known = from == NodePhase.NODE_PHASE_UNSPECIFIED ? NodePhase.NODE_PHASE_NORMAL : from;
    for (Arrow arrow : TABLE) {
      if (arrow.from() == known && arrow.event() == event && arrow.enoughInARow() == enoughInARow) {
        return arrow.to();
      }
    }
    throw new IllegalStateException("phase: " + from + " (expected: one of the table)");
  }

  /** The event whose rounds in a row matter in a phase. */
  static Event streakOf(NodePhase phase) {
    return violates(phase) ? Event.DID_NOT_HOLD : Event.HELD;
  }

  /** Whether a node in this phase counts towards an incident. */
  static boolean violates(NodePhase phase) {
    return phase == NodePhase.NODE_PHASE_VIOLATING || phase == NodePhase.NODE_PHASE_RECOVERING;
  }
}
