package dev.foureyes.nodeagent.probe.bgp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the peer's OPEN says (RFC 4271, 4.2; RFC 5492; RFC 9072).
 *
 * @param as its AS number, unsigned; from the capability when it has 4-octet numbers
 * @param families what it offers; IPv4 unicast when it names none
 * @param capabilities for people
 */
record PeerOpen(
    int as,
    int holdTimeS,
    int routerId,
    boolean isFourOctet,
    boolean hasExtendedMessages,
    boolean sendsEndOfRib,
    Set<Family> families,
    List<String> capabilities) {

  private static final int FIXED_BYTES = 10;
  private static final int VERSION = 4;
  private static final int CAPABILITIES = 2;
  private static final int EXTENDED = 255;
  private static final int MAX_LISTED = 40;

  PeerOpen {
    families = Set.copyOf(families);
    capabilities = List.copyOf(capabilities);
  }

  /**
   * Reads one.
   *
   * @param start where its body begins, behind the header
   */
  static PeerOpen read(byte[] message, int start, int end) throws BrokenMessageException {
    if (end - start < FIXED_BYTES) {
      throw broken(0, "an OPEN of " + (end - start) + " octets");
    }
    int version = Octets.u8(message, start);
    if (version != VERSION) {
      throw broken(1, "an OPEN of BGP version " + version);
    }
    int holdTimeS = Octets.u16(message, start + 3);
    if (holdTimeS == 1 || holdTimeS == 2) {
      throw broken(6, "an OPEN with a hold time of " + holdTimeS + " s");
    }
    int routerId = Octets.u32(message, start + 5);
    if (routerId == 0) {
      throw broken(3, "an OPEN with the BGP identifier 0.0.0.0");
    }
    Reading reading = new Reading(Octets.u16(message, start + 1));
    reading.parameters(message, start + FIXED_BYTES - 1, end);
    return reading.open(holdTimeS, routerId);
  }

  /** What was read so far. */
  private static final class Reading {
    private int as;
    private boolean isFourOctet;
    private boolean hasExtendedMessages;
    private boolean sendsEndOfRib;
    private boolean namesFamilies;
    private final Set<Family> families = EnumSet.noneOf(Family.class);
    private final List<String> capabilities = new ArrayList<>();

    private Reading(int as) {
      this.as = as;
    }

    private PeerOpen open(int holdTimeS, int routerId) {
      return new PeerOpen(
          as,
          holdTimeS,
          routerId,
          isFourOctet,
          hasExtendedMessages,
          sendsEndOfRib,
          namesFamilies ? families : Set.of(Family.IPV4),
          capabilities);
    }

    private void parameters(byte[] message, int lengthAt, int end) throws BrokenMessageException {
      int length = Octets.u8(message, lengthAt);
      int at = lengthAt + 1;
      boolean isExtended =
          length == EXTENDED && end - at >= 3 && Octets.u8(message, at) == EXTENDED;
      if (isExtended) {
        length = Octets.u16(message, at + 1);
        at += 3;
      }
      if (length != end - at) {
        throw broken(0, "an OPEN whose parameters have " + (end - at) + " octets, not " + length);
      }
      int header = isExtended ? 3 : 2;
      while (at < end) {
        int type = Octets.u8(message, at);
        int size =
            end - at < header
                ? end
                : isExtended ? Octets.u16(message, at + 1) : Octets.u8(message, at + 1);
        at += header;
        if (size > end - at) {
          throw broken(0, "an OPEN with a parameter that ends behind it");
        }
        if (type != CAPABILITIES) {
          throw broken(4, "an OPEN with parameter " + type);
        }
        capabilities(message, at, at + size);
        at += size;
      }
    }

    private void capabilities(byte[] message, int start, int end) throws BrokenMessageException {
      int at = start;
      while (at < end) {
        int size = end - at < 2 ? end : Octets.u8(message, at + 1);
        if (size > end - at - 2) {
          throw broken(0, "an OPEN with a capability that ends behind it");
        }
        capability(Octets.u8(message, at), message, at + 2, size);
        at += 2 + size;
      }
    }

    private void capability(int code, byte[] message, int at, int size) {
      String text = Capability.of(code).map(Capability::text).orElse("capability " + code);
      if (code == Capability.MULTIPROTOCOL.code() && size == 4) {
        namesFamilies = true;
        int afi = Octets.u16(message, at);
        int safi = Octets.u8(message, at + 3);
        text += Family.of(afi, safi).map(f -> " " + f.text()).orElse(" " + afi + "/" + safi);
        Family.of(afi, safi).ifPresent(families::add);
      } else if (code == Capability.FOUR_OCTET_AS.code() && size == 4) {
        as = Octets.u32(message, at);
        isFourOctet = true;
      }
      hasExtendedMessages |= code == Capability.EXTENDED_MESSAGE.code();
      sendsEndOfRib |= code == Capability.GRACEFUL_RESTART.code();
      if (capabilities.size() < MAX_LISTED && !capabilities.contains(text)) {
        capabilities.add(text);
      }
    }
  }

  private static BrokenMessageException broken(int subcode, String what) {
    return new BrokenMessageException(NotificationNames.OPEN, subcode, "the peer sent " + what);
  }
}
