package dev.foureyes.nodeagent.update;

/** Why a node's process ends by itself for an update; what its launcher understands. */
public enum UpdateEnd {
  /** Another version is installed and is to be started now. */
  INSTALLED(42),
  /** This version is on trial, and the server did not accept it in time. */
  CANNOT_CONNECT(43);

  private final int exitCode;

  UpdateEnd(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
