package dev.foureyes.nodeagent.probe.bgp;

/** Hashes of numbers. */
final class Mix {

  private Mix() {}

  /** Takes a value into a hash, every bit into every bit (the finisher of SplitMix64). */
  static long mix(long hash, long value) {
    long z = hash + value * 0x9e3779b97f4a7c15L + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
