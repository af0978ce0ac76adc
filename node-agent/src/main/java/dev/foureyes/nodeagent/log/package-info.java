/**
 * The agent's own log output: one line an event, as text for people or as JSON for machines. SLF4J
 * finds it only when {@link dev.foureyes.nodeagent.log.NodeLog#start} names it, so that the agent's
 * classes do not bring a second log binding into another program.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.log.NodeLog}, what to call first; {@link
 * dev.foureyes.nodeagent.log.LogFormat}, how a line looks; {@link
 * dev.foureyes.nodeagent.log.LogThrottle}, for what may happen a thousand times a second.
 */
@NullMarked
package dev.foureyes.nodeagent.log;

import org.jspecify.annotations.NullMarked;
