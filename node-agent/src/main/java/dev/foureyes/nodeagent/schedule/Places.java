package dev.foureyes.nodeagent.schedule;

import dev.foureyes.proto.common.v1.ProbeConfig.ProbeCase;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/**
 * How many runs may be under way at once, by class, so that those that take long or much do not
 * keep the others waiting.
 */
final class Places {

  /** Kinds that share their places. */
  enum ProbeClass {
    /** Wait for the network nearly all of the time. */
    NETWORK(64),
    /** Hundreds of packets each, which would disturb each other's times. */
    PATH(16),
    /** Packets at a steady pace, for seconds. */
    PACED(64),
    /** A round may wait long for a peer's whole table; the session is there between rounds. */
    SESSION(32),
    /** A browser has places of its own; here they wait for it. */
    BROWSER(8);

    private final int atOnce;

    ProbeClass(int atOnce) {
      this.atOnce = atOnce;
    }

    int atOnce() {
      return atOnce;
    }
  }

  private final Map<ProbeClass, Semaphore> places = new EnumMap<>(ProbeClass.class);

  Places() {
    for (ProbeClass each : ProbeClass.values()) {
      places.put(each, new Semaphore(each.atOnce(), true));
    }
  }

  /** The places for a kind of probe; whoever takes one gives it back. */
  Semaphore of(ProbeCase kind) {
    return Objects.requireNonNull(places.get(classOf(kind)));
  }

  private static ProbeClass classOf(ProbeCase kind) {
    return switch (kind) {
      case HTTP, TCP, DNS, UDP, PROBE_NOT_SET -> ProbeClass.NETWORK;
      case PING, AGENT -> ProbeClass.PACED;
      case PATH -> ProbeClass.PATH;
      case BGP -> ProbeClass.SESSION;
      case PAGE, TRANSACTION -> ProbeClass.BROWSER;
    };
  }
}
