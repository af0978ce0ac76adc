/**
 * Between nodes and the event log.
 *
 * <p>Starting points: {@link dev.foureyes.gateway.GatewayModule}, how the parts are put together;
 * {@code session.NodeSession}, one node's stream; {@code results.BatchPublisher}, where a batch
 * enters the log; {@code assignments.AssignmentView}, what nodes run.
 */
@NullMarked
package dev.foureyes.gateway;

import org.jspecify.annotations.NullMarked;
