package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.agent.Packet.Kind;

/**
 * Tells the living peer from a recording of it. Each end has a number of its own that grows with
 * every start, its nonce, and says in each packet which nonce of the other it has heard. A packet
 * that names this end's present nonce was made since this end began; one whose own nonce is smaller
 * than the peer's was made before the peer began. Both kinds of old packets are left out.
 *
 * <p>Nonces are times, so that they grow over restarts. For a peer whose clock was set back, an end
 * that has not heard its peer for {@link #SILENCE_NANOS} forgets it and takes a new nonce. Not safe
 * for several threads.
 */
final class Handshake {

  static final long SILENCE_NANOS = 60_000_000_000L;

  private long nonce;
  private long peer; // 0: none has proved itself
  private long heard; // of the last hello with the right seal, perhaps a recording
  private long told; // the last that a hello of this end has named
  private long provedNanos;

  /**
   * @param nonce this end's, larger than at every start before
   */
  Handshake(long nonce) {
    this.nonce = nonce;
  }

  /** This end's nonce. */
  long nonce() {
    return nonce;
  }

  /** Whether the peer has proved that it is there, and was heard lately. */
  boolean isConfirmed() {
    return peer != 0;
  }

  /** The peer's nonce; 0 when it has not proved itself. */
  long peer() {
    return peer;
  }

  /** The nonce for a hello to name, which it is about to. */
  long tell() {
    told = heard;
    return heard;
  }

  /**
   * Takes a packet whose seal is right; whether the living peer sent it.
   *
   * @param nowNanos by the ticker
   */
  boolean accept(Packet packet, long nowNanos) {
    if (packet.nonce() == 0) {
      return false;
    }
    boolean isOld = peer != 0 && packet.nonce() < peer;
    if (isOld) {
      return false;
    }
    if (packet.kind() == Kind.HELLO) {
      heard = packet.nonce();
    }
    if (packet.echo() != nonce) {
      return false;
    }
    peer = packet.nonce();
    heard = peer;
    provedNanos = nowNanos;
    return true;
  }

  /** Whether a peer has begun anew and was not told since that it was heard. */
  boolean isAsked() {
    return heard != told;
  }

  /**
   * Forgets a peer that was not heard for long.
   *
   * @param freshNonce a time
   */
  void expire(long nowNanos, long freshNonce) {
    if (peer != 0 && nowNanos - provedNanos > SILENCE_NANOS) {
      nonce = Math.max(nonce + 1, freshNonce);
      peer = 0;
      heard = 0;
      told = 0;
    }
  }
}
