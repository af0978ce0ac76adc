package dev.foureyes.nodeagent.socket;

/** Is told what came to a socket, by the poller's thread: it must return at once. */
public interface SocketListener {

  /** A packet, or a report of the error queue. */
  void arrived(Arrival arrival);

  /**
   * TCP only, once: the connection is there, or will not be. Reports about it have arrived before.
   *
   * @param isOpen whether it is there
   * @param isRefused whether the target refused it
   * @param nanos when, by the poller's clock
   */
  default void connected(boolean isOpen, boolean isRefused, long nanos) {}
}
