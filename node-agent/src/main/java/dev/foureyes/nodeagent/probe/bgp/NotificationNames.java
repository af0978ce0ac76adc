package dev.foureyes.nodeagent.probe.bgp;

import java.util.List;
import java.util.Map;

/** What error codes are called (RFC 4271, 4486, 5492, 6608, 7313, 8203, 9234, 9384). */
final class NotificationNames {

  static final int HEADER = 1;
  static final int OPEN = 2;
  static final int UPDATE = 3;
  static final int HOLD_TIMER = 4;
  static final int STATE = 5;
  static final int CEASE = 6;

  private static final List<String> CODES =
      List.of(
          "code 0",
          "Message Header Error",
          "OPEN Message Error",
          "UPDATE Message Error",
          "Hold Timer Expired",
          "Finite State Machine Error",
          "Cease",
          "ROUTE-REFRESH Message Error",
          "Send Hold Timer Expired");

  private static final Map<Integer, List<String>> SUBCODES =
      Map.of(
          HEADER,
          List.of("", "Connection Not Synchronized", "Bad Message Length", "Bad Message Type"),
          OPEN,
          List.of(
              "",
              "Unsupported Version Number",
              "Bad Peer AS",
              "Bad BGP Identifier",
              "Unsupported Optional Parameter",
              "Authentication Failure",
              "Unacceptable Hold Time",
              "Unsupported Capability",
              "",
              "",
              "",
              "Role Mismatch"),
          UPDATE,
          List.of(
              "",
              "Malformed Attribute List",
              "Unrecognized Well-known Attribute",
              "Missing Well-known Attribute",
              "Attribute Flags Error",
              "Attribute Length Error",
              "Invalid ORIGIN Attribute",
              "AS Routing Loop",
              "Invalid NEXT_HOP Attribute",
              "Optional Attribute Error",
              "Invalid Network Field",
              "Malformed AS_PATH"),
          STATE,
          List.of(
              "",
              "Receive Unexpected Message in OpenSent State",
              "Receive Unexpected Message in OpenConfirm State",
              "Receive Unexpected Message in Established State"),
          CEASE,
          List.of(
              "",
              "Maximum Number of Prefixes Reached",
              "Administrative Shutdown",
              "Peer De-configured",
              "Administrative Reset",
              "Connection Rejected",
              "Other Configuration Change",
              "Connection Collision Resolution",
              "Out of Resources",
              "Hard Reset",
              "BFD Down"));

  private NotificationNames() {}

  /** For example {@code OPEN Message Error/Bad Peer AS}. */
  static String of(int code, int subcode) {
    String name = code < CODES.size() ? CODES.get(code) : "code " + code;
    List<String> names = SUBCODES.getOrDefault(code, List.of());
    if (subcode < names.size() && !names.get(subcode).isEmpty()) {
      return name + "/" + names.get(subcode);
    }
    return subcode == 0 ? name : name + "/subcode " + subcode;
  }
}
