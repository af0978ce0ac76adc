package dev.foureyes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.results.v1.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Whether all that nodes numbered is there: no number missing, none twice, all in order. A node
 * numbers its results without gaps, so the log itself shows what it lacks.
 */
final class Completeness {

  /** One node's buffer: numbers count from 0 in each. */
  private record Spool(String nodeId, ByteString incarnation) {}

  private record SpoolOfTest(Spool spool, String testId) {}

  private Completeness() {}

  /**
   * Checks the topic of results, in its order.
   *
   * @return how many there are of each node
   */
  static Map<String, Integer> check(List<Result> results) {
    Map<Spool, List<Long>> numbers = new HashMap<>();
    Map<SpoolOfTest, Long> newest = new HashMap<>();
    for (Result result : results) {
      Spool spool = new Spool(result.getNodeId(), result.getIncarnation());
      numbers.computeIfAbsent(spool, _ -> new ArrayList<>()).add(result.getSeq());
      Long before =
          newest.put(new SpoolOfTest(spool, result.getProbe().getTestId()), result.getSeq());
      assertThat(result.getSeq())
          .as("order of one node's results of one test: %s", result.getId())
          .isGreaterThan(before == null ? -1 : before);
    }
    Map<String, Integer> sizes = new TreeMap<>();
    numbers.forEach((spool, seqs) -> {
      assertThat(seqs.stream().sorted().toList())
          .as("numbers of node %s: each once, without gaps", spool.nodeId())
          .isEqualTo(LongStream.range(0, seqs.size()).boxed().toList());
      sizes.merge(spool.nodeId(), seqs.size(), Integer::sum);
    });
    return sizes;
  }

  /**
   * Checks the topic of batches, in its order: a node may repeat itself, but never leaves anything
   * out.
   *
   * @return how many records came more than once
   */
  static long checkBatches(List<NodeBatch> batches) {
    Map<Spool, Long> next = new HashMap<>();
    long repeated = 0;
    for (NodeBatch each : batches) {
      Spool spool = new Spool(each.getNodeId(), each.getBatch().getIncarnation());
      long expected = next.getOrDefault(spool, 0L);
      long end = each.getBatch().getFirstSeq() + each.getBatch().getCount();
      assertThat(each.getBatch().getFirstSeq())
          .as("first number of a batch of node %s", each.getNodeId())
          .isLessThanOrEqualTo(expected);
      repeated += Math.min(expected, end) - each.getBatch().getFirstSeq();
      next.put(spool, Math.max(expected, end));
    }
    return repeated;
  }
}
