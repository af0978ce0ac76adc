/**
 * What is in a result: its name and its measures.
 *
 * <p>Starting points: {@link dev.foureyes.results.MeasureCatalog}, the measures of each kind of result, read from the contract;
 * {@link dev.foureyes.results.ResultId}, the name that a result has for ever.
 */
@NullMarked
package dev.foureyes.results;

import org.jspecify.annotations.NullMarked;
