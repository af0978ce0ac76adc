/**
 * What tests of several modules share: time that stands still until told, results to store, and a
 * broker to talk to.
 *
 * <p>Starting points: {@link dev.foureyes.testing.ResultFixture}, {@link
 * dev.foureyes.testing.MutableTime}, {@link dev.foureyes.testing.TestBroker}.
 */
@NullMarked
package dev.foureyes.testing;

import org.jspecify.annotations.NullMarked;
