/**
 * Results wait here, on disk, until the server has them.
 *
 * <p>Each start of the agent opens a new <em>incarnation</em>: a directory with a random identity
 * and sequence numbers of its own from 0, so that a data directory restored from an old copy never
 * gives one name to two results. What earlier incarnations still hold is delivered first, oldest
 * first; then their directories go.
 *
 * <p>An incarnation is a log in segments, files named by the first sequence number in them. A
 * record is there once its group has been synced, and only then may it be sent. It goes when the
 * server has acknowledged it, when the spool is full (oldest first, by whole segment), when it is
 * too old, or when its bytes are damaged. Each such loss is a record of the same log, a {@code
 * LossRecord} that names the sequence numbers, so that delivered records and named losses together
 * have no gap.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.spool.Spool}, the door; {@link
 * dev.foureyes.nodeagent.spool.IncarnationLog}, one log; {@link
 * dev.foureyes.nodeagent.spool.LogRecovery}, what is made of the files at start; {@link
 * dev.foureyes.nodeagent.spool.Frame}, the format.
 */
@NullMarked
package dev.foureyes.nodeagent.spool;

import org.jspecify.annotations.NullMarked;
