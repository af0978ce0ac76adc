/**
 * What the node has been told to run.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.assignment.Assignments}, the whole at one
 * revision; {@link dev.foureyes.nodeagent.assignment.AssignmentStore}, which keeps it for a start
 * without the server.
 */
@NullMarked
package dev.foureyes.nodeagent.assignment;

import org.jspecify.annotations.NullMarked;
