package dev.foureyes.nodeagent.probe.bgp;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all sessions of this node together may use to remember routes. */
final class RouteMemory {

  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  /** There is no more. */
  static final class ExhaustedException extends RuntimeException {
    ExhaustedException(long maxBytes) {
      super(
          "the memory that this node has for routes, "
              + maxBytes
              + " bytes over all of its BGP sessions, is used up");
    }
  }

  RouteMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** A quarter of the heap: room for about 700,000 prefixes of IPv4 in a heap of 64 MiB. */
  static RouteMemory ofThisProcess() {
    return new RouteMemory(Runtime.getRuntime().maxMemory() / 4);
  }

  /**
   * Asks for more, before it is allocated.
   *
   * @throws ExhaustedException when there is not as much
   */
  void take(long bytes) {
    if (used.addAndGet(bytes) > maxBytes) {
      used.addAndGet(-bytes);
      throw new ExhaustedException(maxBytes);
    }
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
