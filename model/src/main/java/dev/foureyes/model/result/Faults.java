package dev.foureyes.model.result;

import dev.foureyes.proto.results.v1.Fault;

/** Which results say something about the target. */
public final class Faults {

  private Faults() {}

  /**
   * Whether a result counts for availability and alerts: it passed, or the target or the path to it
   * failed. A node's own trouble, a defect of FourEyes and a test that cannot be run do not count.
   */
  public static boolean counts(Fault fault) {
    return switch (fault) {
      case FAULT_OK, FAULT_TARGET, FAULT_PATH -> true;
      case FAULT_NODE_LOCAL, FAULT_INTERNAL, FAULT_CONFIG, FAULT_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }
}
