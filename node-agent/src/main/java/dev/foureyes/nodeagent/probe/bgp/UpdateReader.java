package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.bgp.PathAttributes.Span;
import java.util.Optional;
import java.util.Set;

/**
 * Reads UPDATE messages (RFC 4271, 4.3; RFC 4760) and says what they mean, prefix by prefix,
 * without making an object of each.
 */
final class UpdateReader {

  private static final int NETWORK_ERROR = 10;
  private static final int OPTIONAL_ATTRIBUTE_ERROR = 9;
  private static final int LIST_ERROR = 1;

  private final Set<Family> families;
  private final PathAttributes attributes;

  /** What UPDATEs mean. */
  interface Sink {

    /**
     * A prefix has this path from now on.
     *
     * @param attributes only until the call returns
     */
    void announced(Family family, long high, long low, int length, PathAttributes attributes);

    void withdrawn(Family family, long high, long low, int length);

    /** All that the peer had to announce at first has come (RFC 4724, 2). */
    void endOfRib(Family family);

    /** An UPDATE was damaged; its prefixes are withdrawn (RFC 7606). */
    void malformed(String why);
  }

  /**
   * @param isFourOctet whether AS numbers have four octets in this session
   * @param isInternal whether the peer is of the node's own AS
   * @param families those of the session; others are passed over
   */
  UpdateReader(boolean isFourOctet, boolean isInternal, Set<Family> families) {
    this.families = Set.copyOf(families);
    this.attributes = new PathAttributes(isFourOctet, isInternal);
  }

  /**
   * Reads one.
   *
   * @param start where its body begins, behind the header
   * @throws BrokenMessageException when it is not clear which prefixes are meant
   */
  void read(byte[] message, int start, int end, Sink sink) throws BrokenMessageException {
    int withdrawnEnd = end - start < 4 ? end : start + 2 + Octets.u16(message, start);
    if (withdrawnEnd + 2 > end) {
      throw broken(LIST_ERROR, "an UPDATE shorter than its withdrawn routes");
    }
    int attributesStart = withdrawnEnd + 2;
    int attributesEnd = attributesStart + Octets.u16(message, withdrawnEnd);
    if (attributesEnd > end) {
      throw broken(LIST_ERROR, "an UPDATE shorter than its attributes");
    }
    if (end - start == 4) {
      endOfRib(Family.IPV4, sink);
      return;
    }
    attributes.read(message, attributesStart, attributesEnd, attributesEnd < end);
    boolean isFlawed = !attributes.flaw().isEmpty();
    if (isFlawed) {
      sink.malformed(attributes.flaw());
    }
    prefixes(Family.IPV4, message, new Span(start + 2, withdrawnEnd), false, NETWORK_ERROR, sink);
    unreach(message, sink);
    reach(message, !isFlawed, sink);
    prefixes(Family.IPV4, message, new Span(attributesEnd, end), !isFlawed, NETWORK_ERROR, sink);
  }

  private void unreach(byte[] message, Sink sink) throws BrokenMessageException {
    Optional<Span> found = attributes.unreach();
    if (found.isEmpty()) {
      return;
    }
    Span span = found.get();
    if (span.length() < 3) {
      throw broken(OPTIONAL_ATTRIBUTE_ERROR, "MP_UNREACH_NLRI without a family");
    }
    Optional<Family> family = family(message, span);
    if (family.isPresent() && span.length() == 3 && attributes.isOnlyUnreach()) {
      endOfRib(family.get(), sink);
    } else if (family.isPresent()) {
      Span prefixes = new Span(span.start() + 3, span.end());
      prefixes(family.get(), message, prefixes, false, OPTIONAL_ATTRIBUTE_ERROR, sink);
    }
  }

  private void reach(byte[] message, boolean areAnnounced, Sink sink)
      throws BrokenMessageException {
    Optional<Span> found = attributes.reach();
    if (found.isEmpty()) {
      return;
    }
    Span span = found.get();
    int nextHopBytes = span.length() < 5 ? -1 : Octets.u8(message, span.start() + 3);
    int start = span.start() + 4 + nextHopBytes + 1; // a reserved octet stands between
    if (nextHopBytes < 0 || start > span.end()) {
      throw broken(OPTIONAL_ATTRIBUTE_ERROR, "MP_REACH_NLRI shorter than its next hop");
    }
    Optional<Family> family = family(message, span);
    if (family.isEmpty()) {
      return;
    }
    boolean isNextHopGood = nextHopBytes == 4 || nextHopBytes == 16 || nextHopBytes == 32;
    if (!isNextHopGood) {
      throw broken(
          OPTIONAL_ATTRIBUTE_ERROR, "MP_REACH_NLRI with a next hop of " + nextHopBytes + " octets");
    }
    Span prefixes = new Span(start, span.end());
    prefixes(family.get(), message, prefixes, areAnnounced, OPTIONAL_ATTRIBUTE_ERROR, sink);
  }

  private static Optional<Family> family(byte[] message, Span span) {
    return Family.of(Octets.u16(message, span.start()), Octets.u8(message, span.start() + 2));
  }

  private void endOfRib(Family family, Sink sink) {
    if (families.contains(family)) {
      sink.endOfRib(family);
    }
  }

  private void prefixes(
      Family family, byte[] message, Span span, boolean areAnnounced, int error, Sink sink)
      throws BrokenMessageException {
    int at = span.start();
    while (at < span.end()) {
      int length = Octets.u8(message, at);
      int octets = (length + Byte.SIZE - 1) / Byte.SIZE;
      if (length > family.bits() || octets > span.end() - at - 1) {
        throw broken(
            error,
            length > family.bits()
                ? "a prefix of " + family.text() + " with " + length + " bits"
                : "a prefix that ends behind its list");
      }
      long high = word(message, at + 1, Math.min(octets, Long.BYTES)) & Prefix.mask(length);
      long low =
          word(message, at + 1 + Long.BYTES, Math.max(0, octets - Long.BYTES))
              & Prefix.mask(length - Long.SIZE);
      at += 1 + octets;
      if (!families.contains(family)) {
        continue;
      }
      if (areAnnounced) {
        sink.announced(family, high, low, length, attributes);
      } else {
        sink.withdrawn(family, high, low, length);
      }
    }
  }

  /** The first octets of a word. */
  private static long word(byte[] message, int at, int octets) {
    long word = 0;
    for (int i = 0; i < octets; i++) {
      word |= (long) Octets.u8(message, at + i) << (Long.SIZE - Byte.SIZE * (i + 1));
    }
    return word;
  }

  private static BrokenMessageException broken(int subcode, String what) {
    return new BrokenMessageException(NotificationNames.UPDATE, subcode, "the peer sent " + what);
  }
}
