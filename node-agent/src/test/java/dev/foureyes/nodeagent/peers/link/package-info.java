/**
 * Networks of namespaces on one machine, with links that delay and lose packets. They need root and
 * iproute2.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.peers.link.RoutedNetwork}; {@link
 * dev.foureyes.nodeagent.peers.link.EmulatedLink}.
 */
@NullMarked
package dev.foureyes.nodeagent.peers.link;

import org.jspecify.annotations.NullMarked;
