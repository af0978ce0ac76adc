/**
 * How a change of declared configuration reaches the event log: exactly when it is committed, and
 * in order.
 *
 * <p>Starting points: {@link dev.foureyes.control.outbox.Outbox}; {@link
 * dev.foureyes.control.outbox.OutboxRelay}.
 */
@NullMarked
package dev.foureyes.control.outbox;

import org.jspecify.annotations.NullMarked;
