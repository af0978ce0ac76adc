package dev.foureyes.nodeagent.blame;

import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.FaultEvidence;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.ProbeResultOrBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks at failures once more, for what the probe could not see.
 *
 * <table>
 * <caption>Whose fault it is</caption>
 * <tr><th>the probe says</th><th>stood still for a quarter of the run</th><th>references</th><th>it is</th></tr>
 * <tr><td>TARGET or PATH</td><td>yes</td><td>not asked</td><td>NODE_LOCAL</td></tr>
 * <tr><td>TARGET: a certificate that is valid by the server's clock</td><td>no</td><td>not asked</td><td>NODE_LOCAL</td></tr>
 * <tr><td>TARGET</td><td>no</td><td>not asked: the target answered</td><td>TARGET</td></tr>
 * <tr><td>PATH</td><td>no</td><td>none reached</td><td>NODE_LOCAL</td></tr>
 * <tr><td>PATH</td><td>no</td><td>one reached, or none named</td><td>PATH</td></tr>
 * <tr><td>anything else</td><td>not looked at</td><td>not asked</td><td>as it says</td></tr>
 * </table>
 */
public final class Blame {

  /** Shorter than this is what every machine does now and then. */
  private static final Duration SHORT_STALL = Duration.ofMillis(100);

  private static final int QUARTER = 4;

  private final References references;
  private final Stalls stalls;
  private final NodeClock clock;
  private final ServerClock serverClock;

  Blame(References references, Stalls stalls, NodeClock clock, ServerClock serverClock) {
    this.clock = clock;
    this.serverClock = serverClock;
    this.references = references;
    this.stalls = stalls;
  }

  /**
   * Puts right whose fault a failure is, and adds what speaks for it; leaves other results as they
   * are. May take as long as the references do to answer.
   *
   * @param startNanos when the run began, on the clock for elapsed time
   */
  public void review(ProbeResult.Builder result, long startNanos, long endNanos)
      throws InterruptedException {
    if (!isOfOthers(result)) {
      return;
    }
    FaultEvidence.Builder evidence = FaultEvidence.newBuilder();
    long stalled = stalls.during(startNanos, endNanos);
    if (stalled >= SHORT_STALL.toNanos()) {
      evidence.setStalledMs(Millis.of(stalled));
      if (stalled * QUARTER >= endNanos - startNanos) {
        local(
            result,
            String.format(
                Locale.ROOT,
                "the node's machine stood still for %.0f of the run's %.0f ms",
                Millis.of(stalled),
                Millis.of(endNanos - startNanos)));
      }
    }
    if (result.getFault() == Fault.FAULT_TARGET) {
      wrongClock(result)
          .ifPresent(ahead -> {
            evidence.setClockOffsetMs(Millis.of(ahead.toNanos()));
            local(
                result,
                "the node's clock is "
                    + ahead.abs().toSeconds()
                    + " s "
                    + (ahead.isNegative() ? "behind" : "ahead of")
                    + " the server's");
          });
    }
    if (result.getFault() == Fault.FAULT_PATH) {
      References.Reached reached = references.reached();
      evidence.setReferencesAsked(reached.asked()).setReferencesReached(reached.answered());
      if (reached.asked() > 0 && reached.answered() == 0) {
        local(result, "the node is cut off: it reaches none of " + references);
      }
    }
    FaultEvidence found = evidence.build();
    if (!found.equals(FaultEvidence.getDefaultInstance())) {
      result.setEvidence(found);
    }
  }

  private Optional<Duration> wrongClock(ProbeResultOrBuilder result) {
    Instant wall = clock.now();
    return serverClock.reading().flatMap(reading -> WrongClock.explains(result, wall, reading));
  }

  private static boolean isOfOthers(ProbeResultOrBuilder result) {
    return result.getFault() == Fault.FAULT_TARGET || result.getFault() == Fault.FAULT_PATH;
  }

  private static void local(ProbeResult.Builder result, String why) {
    String sentence = why + "; " + result.getError();
    result
        .setFault(Fault.FAULT_NODE_LOCAL)
        .setError(sentence.substring(0, sentence.offsetByCodePoints(0, length(sentence))));
  }

  /** The contract bounds it. */
  private static int length(String sentence) {
    return Math.min(1000, sentence.codePointCount(0, sentence.length()));
  }
}
