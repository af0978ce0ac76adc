package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.icmp.Answers;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PathEnd;
import dev.foureyes.proto.results.v1.PathFlow;
import dev.foureyes.proto.results.v1.PathHop;
import dev.foureyes.proto.results.v1.PathResponder;
import dev.foureyes.proto.results.v1.PathResult;
import java.util.List;

/**
 * Whether a trace passed: every flow reached the target. What lies between is the path's fault; too
 * few hops for a usual path are the configuration's.
 */
final class PathVerdict {

  /** No path of the internet is as long; a test that allows less may just allow too little. */
  private static final int ENOUGH_HOPS = 30;

  private PathVerdict() {}

  /**
   * Checks a complete result.
   *
   * @throws ProbeFailedException when it did not pass
   */
  static void check(PathResult.Builder result, PathPlan plan) throws ProbeFailedException {
    if (result.getEnd() == PathEnd.PATH_END_REACHED) {
      return;
    }
    boolean isConfig = result.getEnd() == PathEnd.PATH_END_MAX_HOPS && plan.maxHops() < ENOUGH_HOPS;
    throw new ProbeFailedException(
        new Failure(
            isConfig ? Fault.FAULT_CONFIG : Fault.FAULT_PATH,
            ErrorPhase.ERROR_PHASE_CONNECT,
            flows(result) + sentence(result, plan)));
  }

  private static String flows(PathResult.Builder result) {
    long unreached =
        result.getFlowsList().stream()
            .filter(flow -> flow.getEnd() != PathEnd.PATH_END_REACHED)
            .count();
    return result.getFlowsCount() == 1
        ? ""
        : unreached
            + " of "
            + result.getFlowsCount()
            + " flows did not reach "
            + result.getRemoteIp()
            + "; ";
  }

  private static String sentence(PathResult.Builder result, PathPlan plan) {
    String target = result.getRemoteIp();
    return switch (result.getEnd()) {
      case PATH_END_UNREACHABLE -> unreachable(result);
      case PATH_END_LOOP ->
          "forwarding loop: packets to "
              + target
              + " go round from hop "
              + result.getLoop().getFirstHop()
              + " on between "
              + String.join(" and ", result.getLoop().getIpsList());
      case PATH_END_SILENT -> {
        int last = lastKnown(result);
        yield last == 0
            ? "no hop on the way to " + target + " answers"
            : "nothing answers behind hop " + last + " (" + knownAt(result, last) + ")";
      }
      case PATH_END_MAX_HOPS ->
          target + " is farther than " + plan.maxHops() + " hops (expected: at most max_hops)";
      case PATH_END_TIMEOUT, PATH_END_REACHED, PATH_END_UNSPECIFIED, UNRECOGNIZED ->
          "the trace came as far as hop " + lastKnown(result) + " within the timeout of the test";
    };
  }

  private static String unreachable(PathResult.Builder result) {
    PathFlow flow = firstUnreached(result);
    PathHop hop = result.getHops(flow.getIpsCount() - 1);
    String ip = flow.getIps(flow.getIpsCount() - 1);
    PathResponder responder =
        hop.getRespondersList().stream()
            .filter(each -> each.getIp().equals(ip))
            .findFirst()
            .orElse(PathResponder.getDefaultInstance());
    return "packets to "
        + result.getRemoteIp()
        + " end at hop "
        + hop.getHop()
        + "; "
        + ip
        + " says: "
        + Answers.words(responder.getAnswer());
  }

  private static PathFlow firstUnreached(PathResult.Builder result) {
    return result.getFlowsList().stream()
        .filter(flow -> flow.getEnd() != PathEnd.PATH_END_REACHED)
        .findFirst()
        .orElseThrow();
  }

  private static int lastKnown(PathResult.Builder result) {
    List<String> ips = firstUnreached(result).getIpsList();
    int last = ips.size();
    while (last > 0 && ips.get(last - 1).isEmpty()) {
      last--;
    }
    return last;
  }

  private static String knownAt(PathResult.Builder result, int hop) {
    return firstUnreached(result).getIps(hop - 1);
  }
}
