/** Measures FourEyes from outside, as ratios within one run on one machine. */
@NullMarked
package dev.foureyes.benchmarks;

import org.jspecify.annotations.NullMarked;
