package dev.foureyes.e2e;

import java.util.List;
import java.util.Locale;

/** A process of an installation. */
public enum Part {
  /** Everything in one process, as {@code ./foureyes up} starts it. */
  ALL("all"),
  BROKER("broker"),
  CONTROL_PLANE("control-plane"),
  GATEWAY("gateway"),
  /** Opens batches. */
  INGEST("ingest"),
  /** Writes the store and answers queries. */
  STORE_WRITER("ingest"),
  ALERTING("alerting");

  /** The parts of an installation that runs as processes of their own, in the order of a start. */
  static final List<Part> SEPARATE =
      List.of(BROKER, CONTROL_PLANE, GATEWAY, INGEST, STORE_WRITER, ALERTING);

  private final String role;

  Part(String role) {
    this.role = role;
  }

  /** The server's role, as on its command line. */
  String role() {
    return role;
  }

  /** For people and files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
