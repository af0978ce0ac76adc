/**
 * Evaluates alert rules over results, by rounds and event time: the same log gives the same
 * incidents.
 *
 * <p>Starting points: {@link dev.foureyes.alerting.evaluate.AlertTopology}; {@code AlertMachine},
 * pure; {@code NodePhases}, its table.
 */
@NullMarked
package dev.foureyes.alerting.evaluate;

import org.jspecify.annotations.NullMarked;
