package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.AddressText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path attributes of one UPDATE. What is wrong with them is judged by RFC 7606: nearly all
 * errors make the UPDATE a withdrawal, and only what leaves open which prefixes are meant ends the
 * session.
 *
 * <p>One object serves all UPDATEs of a session in turn; it holds places in the message, which must
 * stay as it is until all was asked.
 */
final class PathAttributes {

  private static final int EXTENDED_LENGTH = 0x10;
  private static final int OPTIONAL = 0x80;
  private static final int TRANSITIVE = 0x40;
  private static final int MAX_COMMUNITIES = 32;

  private static final int ORIGIN = 1;
  private static final int AS_PATH = 2;
  private static final int NEXT_HOP = 3;
  private static final int MED = 4;
  private static final int LOCAL_PREF = 5;
  private static final int COMMUNITIES = 8;
  private static final int ORIGINATOR_ID = 9;
  private static final int CLUSTER_LIST = 10;
  private static final int MP_REACH = 14;
  private static final int MP_UNREACH = 15;
  private static final int EXTENDED_COMMUNITIES = 16;
  private static final int AS4_PATH = 17;
  private static final int LARGE_COMMUNITIES = 32;
  private static final int TYPES = 256;

  /** A part of the message. */
  record Span(int start, int end) {
    int length() {
      return end - start;
    }
  }

  private final boolean isFourOctet;
  private final boolean isInternal;
  private final AsPath asPath = new AsPath();
  private final AsPath as4Path = new AsPath();
  private final @Nullable Span[] found = new Span[TYPES];
  private byte[] message = {};
  private String flaw = "";

  PathAttributes(boolean isFourOctet, boolean isInternal) {
    this.isFourOctet = isFourOctet;
    this.isInternal = isInternal;
  }

  /**
   * Reads them.
   *
   * @param announcesIpv4 whether the UPDATE has prefixes of its own beside those in MP_REACH_NLRI
   * @throws BrokenMessageException when the session must end
   */
  void read(byte[] from, int start, int end, boolean announcesIpv4) throws BrokenMessageException {
    message = from;
    flaw = "";
    Arrays.fill(found, null);
    asPath.clear();
    as4Path.clear();
    int at = start;
    while (at < end) {
      if (end - at < 3) {
        flawed("attributes end within a header");
        break;
      }
      int flags = Octets.u8(from, at);
      int type = Octets.u8(from, at + 1);
      boolean isExtended = (flags & EXTENDED_LENGTH) != 0;
      if (isExtended && end - at < 4) {
        flawed("attributes end within a header");
        break;
      }
      int length = isExtended ? Octets.u16(from, at + 2) : Octets.u8(from, at + 2);
      at += isExtended ? 4 : 3;
      if (length > end - at) {
        flawed("attribute " + type + " is longer than all attributes");
        break;
      }
      note(type, flags, new Span(at, at + length));
      at += length;
    }
    if (announcesIpv4 || find(MP_REACH).isPresent()) {
      checkThere(ORIGIN, "ORIGIN");
      checkThere(AS_PATH, "AS_PATH");
    }
    if (announcesIpv4) {
      checkThere(NEXT_HOP, "NEXT_HOP");
    }
    if (!isFourOctet && find(AS_PATH).isPresent() && find(AS4_PATH).isPresent()) {
      asPath.mergeAs4(as4Path);
    }
  }

  private void note(int type, int flags, Span value) throws BrokenMessageException {
    if (found[type] != null) {
      if (type == MP_REACH || type == MP_UNREACH) {
        throw new BrokenMessageException(
            NotificationNames.UPDATE,
            1,
            "the peer sent an UPDATE with attribute " + type + " twice");
      }
      return; // the first counts
    }
    if (!areFlagsGood(type, flags)) {
      flawed("attribute " + type + " with flags " + Integer.toHexString(flags));
    }
    if (isGood(type, value)) {
      found[type] = value;
    }
  }

  private static boolean areFlagsGood(int type, int flags) {
    int kind = flags & (OPTIONAL | TRANSITIVE);
    return switch (type) {
      case ORIGIN, AS_PATH, NEXT_HOP, LOCAL_PREF, 6 -> kind == TRANSITIVE;
      case MED, ORIGINATOR_ID, CLUSTER_LIST, MP_REACH, MP_UNREACH -> kind == OPTIONAL;
      case COMMUNITIES, EXTENDED_COMMUNITIES, LARGE_COMMUNITIES -> kind == (OPTIONAL | TRANSITIVE);
      default -> (flags & OPTIONAL) != 0 || type == 7 || type == AS4_PATH || type == 18;
    };
  }

  /** Whether it counts. What makes the whole UPDATE a withdrawal is noted. */
  private boolean isGood(int type, Span value) {
    int length = value.length();
    switch (type) {
      case ORIGIN -> check(length == 1 && Octets.u8(message, value.start) <= 2, "ORIGIN");
      case AS_PATH ->
          check(asPath.read(message, value.start, value.end, isFourOctet ? 4 : 2), "AS_PATH");
      case AS4_PATH -> {
        return as4Path.read(message, value.start, value.end, 4);
      }
      case NEXT_HOP -> check(length == 4, "NEXT_HOP");
      case MED -> check(length == 4, "MULTI_EXIT_DISC");
      case LOCAL_PREF -> check(!isInternal || length == 4, "LOCAL_PREF");
      case COMMUNITIES -> check(length > 0 && length % 4 == 0, "COMMUNITIES");
      case ORIGINATOR_ID -> check(!isInternal || length == 4, "ORIGINATOR_ID");
      case CLUSTER_LIST -> check(!isInternal || (length > 0 && length % 4 == 0), "CLUSTER_LIST");
      case EXTENDED_COMMUNITIES -> check(length > 0 && length % 8 == 0, "EXTENDED_COMMUNITIES");
      case LARGE_COMMUNITIES -> check(length > 0 && length % 12 == 0, "LARGE_COMMUNITIES");
      default -> {
        return true;
      }
    }
    return true;
  }

  private void check(boolean isGood, String name) {
    if (!isGood) {
      flawed(name + " is malformed");
    }
  }

  private void checkThere(int type, String name) {
    if (find(type).isEmpty()) {
      flawed(name + " is missing");
    }
  }

  private void flawed(String what) {
    if (flaw.isEmpty()) {
      flaw = what;
    }
  }

  /** Why the UPDATE counts as a withdrawal; empty when it does not. */
  String flaw() {
    return flaw;
  }

  AsPath asPath() {
    return asPath;
  }

  private Optional<Span> find(int type) {
    return Optional.ofNullable(found[type]);
  }

  Optional<Span> reach() {
    return find(MP_REACH);
  }

  Optional<Span> unreach() {
    return find(MP_UNREACH);
  }

  /** Whether there is one attribute and no more. */
  boolean isOnlyUnreach() {
    return found[MP_UNREACH] != null
        && Arrays.stream(found).filter(span -> span != null).count() == 1;
  }

  /** Where announcements of a family go; empty when that is not known. */
  String nextHop(Family family) {
    Optional<Span> reach = reach();
    boolean isMultiprotocol =
        reach.isPresent() && Octets.u16(message, reach.get().start) == family.afi();
    if (isMultiprotocol) {
      int start = reach.get().start + 4;
      return address(start, Math.min(Octets.u8(message, start - 1), 16));
    }
    return find(NEXT_HOP).map(span -> address(span.start, span.length())).orElse("");
  }

  private String address(int start, int length) {
    try {
      return AddressText.of(
          InetAddress.getByAddress(Arrays.copyOfRange(message, start, start + length)));
    } catch (UnknownHostException e) {
      return ""; // of another length
    }
  }

  /** Plain ones as two numbers, then large ones as three; not all when there are very many. */
  List<String> communities() {
    List<String> texts = new ArrayList<>();
    find(COMMUNITIES)
        .ifPresent(span -> {
          for (int at = span.start; at < span.end && texts.size() < MAX_COMMUNITIES; at += 4) {
            texts.add(Octets.u16(message, at) + ":" + Octets.u16(message, at + 2));
          }
        });
    find(LARGE_COMMUNITIES)
        .ifPresent(span -> {
          for (int at = span.start; at < span.end && texts.size() < MAX_COMMUNITIES; at += 12) {
            texts.add(number(at) + ":" + number(at + 4) + ":" + number(at + 8));
          }
        });
    return texts;
  }

  private String number(int at) {
    return Integer.toUnsignedString(Octets.u32(message, at));
  }
}
