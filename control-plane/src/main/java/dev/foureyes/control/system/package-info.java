/**
 * How the installation is doing.
 *
 * <p>Starting points: {@link dev.foureyes.control.system.SystemMonitor}; {@code ComponentStates},
 * the judgement.
 */
@NullMarked
package dev.foureyes.control.system;

import org.jspecify.annotations.NullMarked;
