package dev.foureyes.nodeagent.probe.path;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.path.HopLookup.Known;
import dev.foureyes.proto.results.v1.PathEnd;
import dev.foureyes.proto.results.v1.PathFlow;
import dev.foureyes.proto.results.v1.PathHop;
import dev.foureyes.proto.results.v1.PathLoop;
import dev.foureyes.proto.results.v1.PathResponder;
import dev.foureyes.proto.results.v1.PathResult;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts flows together into a result. */
final class PathReport {

  private static final int HASH_DIGITS = 16;

  private PathReport() {}

  /**
   * Adds all that flows found.
   *
   * @param known what DNS says of addresses
   */
  static void add(List<FlowTrace> flows, Known known, PathResult.Builder result) {
    int last = flows.stream().mapToInt(flow -> flow.hops().size()).max().orElse(0);
    for (int i = 0; i < last; i++) {
      result.addHops(hop(i, flows, known));
    }
    TreeSet<String> hashes = new TreeSet<>();
    for (FlowTrace flow : flows) {
      PathFlow reported = flow(flow);
      hashes.add(reported.getPathHash());
      result.addFlows(reported);
    }
    if (last > 0) {
      result.setPathHash(hash(List.copyOf(hashes))).setPathCount(hashes.size());
    }
    ends(flows, result);
    target(flows.stream().filter(flow -> flow.end() == PathEnd.PATH_END_REACHED).toList(), result);
  }

  private static PathHop hop(int index, List<FlowTrace> flows, Known known) {
    List<FlowTrace.Hop> sameHop =
        flows.stream()
            .filter(flow -> index < flow.hops().size())
            .map(flow -> flow.hops().get(index))
            .toList();
    Map<InetAddress, List<HopAnswer>> responders = new LinkedHashMap<>();
    int sent = 0;
    int received = 0;
    for (FlowTrace.Hop hop : sameHop) {
      sent += hop.sent();
      received += hop.answers().size();
      hop.answers()
          .forEach(answer ->
              responders.computeIfAbsent(answer.from(), _ -> new ArrayList<>()).add(answer));
    }
    return PathHop.newBuilder()
        .setHop(index + 1)
        .setSent(sent)
        .setReceived(received)
        .setLossRatio(lossRatio(sent, received))
        .addAllResponders(
            responders.entrySet().stream()
                .sorted(
                    Comparator.comparingInt((Map.Entry<InetAddress, List<HopAnswer>> entry) ->
                        -entry.getValue().size()))
                .map(entry -> responder(entry.getKey(), entry.getValue(), known))
                .toList())
        .build();
  }

  private static double lossRatio(int sent, int received) {
    return sent == 0 ? 0 : (sent - received) / (double) sent;
  }

  private static PathResponder responder(
      InetAddress address, List<HopAnswer> answers, Known known) {
    List<Double> rtts = answers.stream().map(answer -> Millis.of(answer.rttNanos())).toList();
    var statistics = rtts.stream().collect(Collectors.summarizingDouble(rtt -> rtt));
    HopAnswer first = answers.getFirst();
    PathResponder.Builder responder = PathResponder.newBuilder();
    Integer origin = known.origins().get(address);
    if (origin != null) {
      responder.setAsn(origin);
    }
    return responder
        .setIp(AddressText.of(address))
        .setName(known.names().getOrDefault(address, ""))
        .addAllRttsMs(rtts)
        .setRttMinMs(statistics.getMin())
        .setRttAvgMs(statistics.getAverage())
        .setRttMaxMs(statistics.getMax())
        .setAnswer(first.answer())
        .addAllMpls(first.mpls())
        .build();
  }

  private static PathFlow flow(FlowTrace flow) {
    List<String> ips =
        flow.addresses().stream().map(address -> address.map(AddressText::of).orElse("")).toList();
    return PathFlow.newBuilder()
        .setSourcePort(flow.sourcePort())
        .setEnd(flow.end())
        .addAllIps(ips)
        .setPathHash(hash(ips))
        .build();
  }

  private static String hash(List<String> lines) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(String.join("\n", lines).getBytes(US_ASCII));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static void ends(List<FlowTrace> flows, PathResult.Builder result) {
    List<FlowTrace> unreached =
        flows.stream().filter(flow -> flow.end() != PathEnd.PATH_END_REACHED).toList();
    result.setUnreachedRatio(unreached.size() / (double) flows.size());
    if (unreached.isEmpty()) {
      result.setEnd(PathEnd.PATH_END_REACHED);
      return;
    }
    FlowTrace first = unreached.getFirst();
    result.setEnd(first.end());
    first
        .loop()
        .ifPresent(loop ->
            result.setLoop(
                PathLoop.newBuilder()
                    .setFirstHop(loop.firstHop())
                    .addAllIps(loop.circle().stream().map(AddressText::of).toList())));
  }

  private static void target(List<FlowTrace> reached, PathResult.Builder result) {
    if (reached.isEmpty()) {
      return;
    }
    List<HopAnswer> answers =
        reached.stream()
            .flatMap(flow -> flow.hops().getLast().answers().stream())
            .filter(HopAnswer::isReached)
            .toList();
    var statistics =
        answers.stream()
            .collect(Collectors.summarizingDouble(answer -> Millis.of(answer.rttNanos())));
    int sent = reached.stream().mapToInt(flow -> flow.hops().getLast().sent()).sum();
    result
        .setHopCount(reached.getFirst().hops().size())
        .setRttMinMs(statistics.getMin())
        .setRttAvgMs(statistics.getAverage())
        .setLossRatio(lossRatio(sent, answers.size()))
        .setTargetAnswer(answers.getFirst().answer());
  }
}
