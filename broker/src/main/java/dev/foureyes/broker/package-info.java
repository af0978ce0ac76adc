/**
 * A Kafka broker inside our own process, for installations that need no cluster.
 *
 * <p>Starting point: {@link dev.foureyes.broker.EmbeddedBroker}.
 */
@NullMarked
package dev.foureyes.broker;

import org.jspecify.annotations.NullMarked;
