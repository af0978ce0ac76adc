package dev.foureyes.nodeagent.identity;

import dev.foureyes.nodeagent.gateway.Refusal;

/** The gateway said no, and trying again cannot help. */
public final class RefusedException extends Exception {

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.advice());
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
