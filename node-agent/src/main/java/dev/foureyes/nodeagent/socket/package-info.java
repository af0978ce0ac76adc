/**
 * Linux sockets that Java has no classes for: ICMP, hop limits, error queues and the kernel's
 * receive times, by the foreign function interface. Nothing here listens or accepts.
 *
 * <p>Blocking calls are made by one thread, the {@link dev.foureyes.nodeagent.socket.Poller}'s;
 * everything else returns at once.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.socket.NativeSocket}; {@link
 * dev.foureyes.nodeagent.socket.Poller}, which reads them; {@link
 * dev.foureyes.nodeagent.socket.Arrival}, what it read.
 */
@NullMarked
package dev.foureyes.nodeagent.socket;

import org.jspecify.annotations.NullMarked;
