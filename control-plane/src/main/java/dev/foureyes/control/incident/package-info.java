/**
 * Incidents, as alerting tells them.
 *
 * <p>Starting points: {@link dev.foureyes.control.incident.IncidentProjection}; {@link
 * dev.foureyes.control.incident.IncidentApi}.
 */
@NullMarked
package dev.foureyes.control.incident;

import org.jspecify.annotations.NullMarked;
