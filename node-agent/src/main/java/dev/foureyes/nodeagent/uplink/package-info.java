/**
 * The connection to the server: one stream, in which results go up and assignments come down.
 *
 * <p>Threads: {@link dev.foureyes.nodeagent.uplink.Uplink} has one, which makes connections, and
 * runs each one's {@code Session}. A session belongs to that thread; the transport, the spool and
 * the renewal only put events into its queue.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.uplink.Uplink}, connecting and coming back;
 * {@code Session}, what is said in a stream; {@code SessionState}, what may be said when.
 */
@NullMarked
package dev.foureyes.nodeagent.uplink;

import org.jspecify.annotations.NullMarked;
