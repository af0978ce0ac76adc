package dev.foureyes.nodeagent.probe.bgp;

import java.time.Duration;

/**
 * How long a session waits for what.
 *
 * @param connect for the name and the TCP handshake
 * @param open for the peer's OPEN and its first KEEPALIVE
 * @param minRetry from the start of a try to the next, when a round wants to know
 * @param firstRetry from a try to the next, when nobody asks; doubled up to {@code maxRetry}
 * @param longRetry after what the next try would only repeat at some cost: a table too large
 * @param quiet without an UPDATE, after which the table of a peer without End-of-RIB is complete
 * @param patience for prefixes that are watched, while the table is not complete
 */
record Times(
    Duration connect,
    Duration open,
    Duration minRetry,
    Duration firstRetry,
    Duration maxRetry,
    Duration longRetry,
    Duration quiet,
    Duration patience) {

  static final Times USUAL =
      new Times(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5));
}
