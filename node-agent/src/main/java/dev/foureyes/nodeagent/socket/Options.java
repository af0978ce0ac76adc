package dev.foureyes.nodeagent.socket;

/** Levels and names of socket options (socket(7), ip(7), ipv6(7), tcp(7)). */
final class Options {

  static final int SOCKET = 1;
  static final int REUSE_ADDRESS = 2;
  static final int ERROR = 4;
  static final int LINGER = 13;
  static final int TIMESTAMP_NANOS = 35;

  static final int IP = 0;
  static final int IP_TOS = 1;
  static final int IP_TTL = 2;
  static final int IP_MTU_DISCOVER = 10;
  static final int IP_RECEIVE_ERRORS = 11;
  static final int IP_RECEIVE_TTL = 12;
  static final int IP_MTU = 14;
  static final int IP_EXTENSIONS = 26; // IP_RECVERR_RFC4884

  static final int IPV6 = 41;
  static final int IPV6_UNICAST_HOPS = 16;
  static final int IPV6_MTU_DISCOVER = 23;
  static final int IPV6_MTU = 24;
  static final int IPV6_RECEIVE_ERRORS = 25;
  static final int IPV6_EXTENSIONS = 31;
  static final int IPV6_RECEIVE_HOP_LIMIT = 51;
  static final int IPV6_HOP_LIMIT = 52;
  static final int IPV6_DONT_FRAGMENT = 62;
  static final int IPV6_TRAFFIC_CLASS = 67;

  static final int TCP = 6;
  static final int TCP_SYN_COUNT = 7;

  static final int RAW = 255;
  static final int ICMP_FILTER = 1;
  static final int ICMPV6 = 58;
  static final int ICMPV6_FILTER = 1;

  /** Routers may fragment. */
  static final int MTU_DISCOVER_NO = 0;

  /** They may not, and what the kernel knows of the path's MTU does not matter. */
  static final int MTU_DISCOVER_PROBE = 3;

  private Options() {}
}
