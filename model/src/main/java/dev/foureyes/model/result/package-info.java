/**
 * What is in a result: its name and its measures.
 *
 * <p>Starting points: {@link dev.foureyes.model.result.MeasureCatalog}, the measures of each kind
 * of result, read from the contract; {@link dev.foureyes.model.result.ResultId}, the name that a
 * result has for ever.
 */
@NullMarked
package dev.foureyes.model.result;

import org.jspecify.annotations.NullMarked;
