/**
 * The node agent: runs tests where it stands, keeps the results on disk, and sends them to the
 * server over a connection that it opens itself. It listens nowhere, starts no program, and takes
 * no command but the typed configurations of {@code probe.proto}.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.Main}, the command line; {@link
 * dev.foureyes.nodeagent.Agent}, the parts and how they hang together. A result passes {@link
 * dev.foureyes.nodeagent.schedule.ProbeScheduler}, a {@link dev.foureyes.nodeagent.probe.Probe},
 * the {@link dev.foureyes.nodeagent.spool.Spool} and the {@link
 * dev.foureyes.nodeagent.uplink.Uplink}, in this order. Commands that do one thing and end are in
 * {@link dev.foureyes.nodeagent.cli.Commands}.
 */
@NullMarked
package dev.foureyes.nodeagent;

import org.jspecify.annotations.NullMarked;
