/**
 * The event log: its topics, and how our processes read and write them.
 *
 * <p>Starting points: {@link dev.foureyes.topics.Topics}, the catalogue and wiring diagram of the
 * whole product; {@link dev.foureyes.topics.EventLog}, clients of the log; {@link
 * dev.foureyes.topics.TopicFollower}, a compacted topic read to its end and then followed.
 */
@NullMarked
package dev.foureyes.topics;

import org.jspecify.annotations.NullMarked;
