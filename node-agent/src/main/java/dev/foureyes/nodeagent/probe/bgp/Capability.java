package dev.foureyes.nodeagent.probe.bgp;

import java.util.Optional;

/** Capabilities that are understood (RFC 5492 and the IANA registry), and a few for people. */
enum Capability {
  MULTIPROTOCOL(1, "multiprotocol"),
  ROUTE_REFRESH(2, "route refresh"),
  EXTENDED_NEXT_HOP(5, "extended next hop"),
  EXTENDED_MESSAGE(6, "extended message"),
  ROLE(9, "role"),
  GRACEFUL_RESTART(64, "graceful restart"),
  FOUR_OCTET_AS(65, "4-octet AS"),
  ADD_PATH(69, "additional paths"),
  ENHANCED_ROUTE_REFRESH(70, "enhanced route refresh"),
  LONG_LIVED_GRACEFUL_RESTART(71, "long-lived graceful restart"),
  HOST_NAME(73, "host name");

  private final int code;
  private final String text;

  Capability(int code, String text) {
    this.code = code;
    this.text = text;
  }

  int code() {
    return code;
  }

  String text() {
    return text;
  }

  static Optional<Capability> of(int code) {
    for (Capability capability : values()) {
      if (capability.code == code) {
        return Optional.of(capability);
      }
    }
    return Optional.empty();
  }
}
