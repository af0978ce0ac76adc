package dev.foureyes.nodeagent.probe.bgp;

/** Unsigned numbers in messages, in the order of the network. */
final class Octets {

  private Octets() {}

  static int u8(byte[] from, int at) {
    return from[at] & 0xff;
  }

  static int u16(byte[] from, int at) {
    return (u8(from, at) << 8) | u8(from, at + 1);
  }

  /** To be read as unsigned. */
  static int u32(byte[] from, int at) {
    return (u16(from, at) << 16) | u16(from, at + 2);
  }

  static long u64(byte[] from, int at) {
    return ((long) u32(from, at) << 32) | (u32(from, at + 4) & 0xffffffffL);
  }
}
