/**
 * From results to incidents.
 *
 * <p>Starting points: {@code evaluate.AlertTopology}, the graph; {@code evaluate.AlertMachine}, the
 * decision; {@link dev.foureyes.alerting.AlertingModule}, how they are put together.
 */
@NullMarked
package dev.foureyes.alerting;

import org.jspecify.annotations.NullMarked;
