package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.proto.common.v1.BgpFamily;
import java.util.Optional;

/** Address families that are understood, all of them unicast (RFC 4760). */
enum Family {
  IPV4(1, 32, "IPv4 unicast", BgpFamily.BGP_FAMILY_IPV4_UNICAST),
  IPV6(2, 128, "IPv6 unicast", BgpFamily.BGP_FAMILY_IPV6_UNICAST);

  static final int UNICAST = 1;

  private final int afi;
  private final int bits;
  private final String text;
  private final BgpFamily contract;

  Family(int afi, int bits, String text, BgpFamily contract) {
    this.afi = afi;
    this.bits = bits;
    this.text = text;
    this.contract = contract;
  }

  static Optional<Family> of(int afi, int safi) {
    for (Family family : values()) {
      if (family.afi == afi && safi == UNICAST) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  int afi() {
    return afi;
  }

  /** Bits of an address. */
  int bits() {
    return bits;
  }

  String text() {
    return text;
  }

  BgpFamily contract() {
    return contract;
  }
}
