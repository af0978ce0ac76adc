/**
 * Starts FourEyes as its users do, as processes of the built programs, and talks to it from
 * outside.
 *
 * <p>Starting points: {@link dev.foureyes.e2e.Installation}, a server of this machine; among the
 * tests {@code JourneyIT}, the way of one result, and {@code BrokerDownIT}, what happens when the
 * event log is away.
 */
@NullMarked
package dev.foureyes.e2e;

import org.jspecify.annotations.NullMarked;
