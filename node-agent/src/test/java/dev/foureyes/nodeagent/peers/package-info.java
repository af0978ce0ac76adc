/** Peers that the tests start: an authority, a gateway, targets that answer badly. */
@NullMarked
package dev.foureyes.nodeagent.peers;

import org.jspecify.annotations.NullMarked;
