package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import java.util.Optional;

/**
 * What a run found of one peer.
 *
 * @param result without a verdict
 * @param isRefused whether the peer's address said that nothing has the port
 * @param ownFailure why this machine could not send; absent when it could
 */
record PeerFinding(
    AgentPeer peer, AgentPeerResult result, boolean isRefused, Optional<Failure> ownFailure) {}
