/**
 * What the machine allows a node to do, and how to allow more. Reads, and changes nothing.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.doctor.Doctor}; {@link
 * dev.foureyes.nodeagent.doctor.Machine}, where it reads.
 */
@NullMarked
package dev.foureyes.nodeagent.doctor;

import org.jspecify.annotations.NullMarked;
