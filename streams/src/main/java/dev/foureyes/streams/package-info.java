/**
 * How our Kafka Streams jobs run.
 *
 * <p>Starting point: {@link dev.foureyes.streams.StreamsJob}.
 */
@NullMarked
package dev.foureyes.streams;

import org.jspecify.annotations.NullMarked;
