package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.socket.ErrnoException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Sends the packets of one flow, which all carry the same flow identifier. */
interface FlowProber extends AutoCloseable {

  /** How many packets can be told apart while they are on the way. */
  int width();

  /** What is different in this flow: source port, or identifier of echo requests. */
  int sourcePort();

  /**
   * Sends a packet with each of these hop limits, at most {@link #width}, and waits for what comes
   * back: until all have answered that lie before the target, or the time is over.
   *
   * @param payloadBytes after the header of UDP or ICMP
   * @return answers by hop limit
   * @throws ErrnoException when one cannot be sent
   */
  Map<Integer, HopAnswer> probe(List<Integer> hops, int payloadBytes, Duration wait)
      throws ErrnoException, InterruptedException;

  /** Whether routers may fragment from now on; they may at first. */
  void dontFragment(boolean forbidden) throws ErrnoException;

  /** The largest packet that this machine's link takes, its IP header included. */
  int linkMtu() throws ErrnoException;

  @Override
  void close();
}
