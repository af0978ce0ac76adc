package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.proto.common.v1.AgentPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What makes a link another link: all that both ends must agree on.
 *
 * @param peer without what may change while the link stays
 * @param address of the peer
 */
record LinkId(AgentPeer peer, InetAddress address, int dscp) {

  static LinkId of(AgentPeer peer, InetAddress address, int dscp) {
    return new LinkId(
        peer.toBuilder().clearNodeName().clearAway().clearOwnIp().build(), address, dscp);
  }

  /** Address and port of the peer, for people. */
  String remote() {
    return AddressText.of(new InetSocketAddress(address, peer.getPeerPort()));
  }
}
