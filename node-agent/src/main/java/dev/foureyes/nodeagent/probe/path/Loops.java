package dev.foureyes.nodeagent.probe.path;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Forwarding loops in the addresses of one flow: an address that comes a third time with others
 * between, or four times in a row. Less than that also has harmless causes (a router that forwards
 * packets it should drop, address translation).
 */
final class Loops {

  private static final int TIMES = 3;
  private static final int TIMES_IN_A_ROW = 4;

  private Loops() {}

  /**
   * A loop.
   *
   * @param firstHop where it is entered, from 1
   * @param circle its addresses in order; silent ones are left out
   */
  record Loop(int firstHop, List<InetAddress> circle) {}

  /** The loop that the last of these addresses closes; by hop limit from 1. */
  static Optional<Loop> closedBy(List<Optional<InetAddress>> hops) {
    if (hops.isEmpty() || hops.getLast().isEmpty()) {
      return Optional.empty();
    }
    List<Integer> seen =
        IntStream.range(0, hops.size())
            .filter(i -> hops.get(i).equals(hops.getLast()))
            .boxed()
            .toList();
    boolean areAdjacent = seen.getLast() - seen.getFirst() == seen.size() - 1;
    if (seen.size() < (areAdjacent ? TIMES_IN_A_ROW : TIMES)) {
      return Optional.empty();
    }
    List<InetAddress> circle = new ArrayList<>();
    for (Optional<InetAddress> hop : hops.subList(seen.get(0), seen.get(1))) {
      hop.ifPresent(circle::add);
    }
    return Optional.of(new Loop(seen.getFirst() + 1, List.copyOf(circle)));
  }
}
