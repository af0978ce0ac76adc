package dev.foureyes.nodeagent.probe;

import java.io.IOException;

/**
 * Ends a run with a {@link Failure}. An I/O exception, so that it passes through libraries that
 * carry out connections.
 */
public final class ProbeFailedException extends IOException {

  private final transient Failure failure;

  public ProbeFailedException(Failure failure) {
    super(failure.sentence());
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
