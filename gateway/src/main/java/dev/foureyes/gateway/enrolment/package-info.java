/**
 * How a machine becomes a node, and how its certificate is renewed.
 *
 * <p>Starting point: {@link dev.foureyes.gateway.enrolment.Enrolment}.
 */
@NullMarked
package dev.foureyes.gateway.enrolment;

import org.jspecify.annotations.NullMarked;
