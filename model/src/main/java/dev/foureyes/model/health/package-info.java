/**
 * What a process says of its own health.
 *
 * <p>Starting point: {@link dev.foureyes.model.health.HealthCheck}.
 */
@NullMarked
package dev.foureyes.model.health;

import org.jspecify.annotations.NullMarked;
