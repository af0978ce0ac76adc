/**
 * Where the node gets its time from. Nothing else asks the system.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.time.NodeClock}, both clocks; {@link
 * dev.foureyes.nodeagent.time.ServerClock}, how far they are from the server's; {@link
 * dev.foureyes.nodeagent.time.Deadline}, the time by which a run must end.
 */
@NullMarked
package dev.foureyes.nodeagent.time;

import org.jspecify.annotations.NullMarked;
