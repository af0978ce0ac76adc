/**
 * Nodes: enrolment, names and labels, revocation, and how they are doing.
 *
 * <p>Starting points: {@link dev.foureyes.control.node.NodeApi}; {@link
 * dev.foureyes.control.node.EnrolmentRegistry}, where a token makes exactly one node; {@link
 * dev.foureyes.control.node.NodeStatusProjection}.
 */
@NullMarked
package dev.foureyes.control.node;

import org.jspecify.annotations.NullMarked;
