/**
 * What each node should run: tests times nodes, and only changes written.
 *
 * <p>Starting points: {@link dev.foureyes.control.assignment.AssignmentReconciler}; {@code
 * DesiredAssignments}, pure.
 */
@NullMarked
package dev.foureyes.control.assignment;

import org.jspecify.annotations.NullMarked;
