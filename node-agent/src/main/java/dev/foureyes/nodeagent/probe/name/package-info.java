/**
 * From host names to addresses, as the node's system would resolve them, but with a time limit,
 * without a cache, and with the reason when it fails.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.name.HostLookup}; {@link
 * dev.foureyes.nodeagent.probe.name.SystemResolvers}, what the system is set to.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.name;

import org.jspecify.annotations.NullMarked;
