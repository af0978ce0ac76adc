/**
 * Starts FourEyes as its users do, as processes of the built programs, and talks to it from
 * outside.
 */
@NullMarked
package dev.foureyes.e2e;

import org.jspecify.annotations.NullMarked;
