/**
 * Tests: what is probed, how often, and from where.
 *
 * <p>Starting points: {@link dev.foureyes.control.test.TestApi}; {@code TestValidator}, what a test
 * must be.
 */
@NullMarked
package dev.foureyes.control.test;

import org.jspecify.annotations.NullMarked;
