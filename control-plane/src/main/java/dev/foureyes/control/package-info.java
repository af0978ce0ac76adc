/**
 * Tests, nodes, rules and users; what each node should run; the REST API, live events and the UI.
 *
 * <p>Starting points: {@link dev.foureyes.control.ControlPlaneModule}, how the parts are put
 * together; {@code access.AccessGuard}, what every call passes; {@code outbox.Outbox}, how a change
 * reaches the event log.
 */
@NullMarked
package dev.foureyes.control;

import org.jspecify.annotations.NullMarked;
