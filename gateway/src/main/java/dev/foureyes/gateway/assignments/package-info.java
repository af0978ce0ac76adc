/**
 * What nodes run: the compacted topic as a view, and each node's way from one revision to the next.
 *
 * <p>Starting points: {@link dev.foureyes.gateway.assignments.AssignmentView}; {@link
 * dev.foureyes.gateway.assignments.AssignmentFeed}, what one session has sent and still has to
 * send.
 */
@NullMarked
package dev.foureyes.gateway.assignments;

import org.jspecify.annotations.NullMarked;
