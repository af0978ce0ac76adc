/**
 * Who the node is: a key that never leaves it, and a certificate that the gateway gives for it.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.identity.Enrolment}, how a token becomes an
 * identity; {@link dev.foureyes.nodeagent.identity.IdentityStore}, where it is kept; {@link
 * dev.foureyes.nodeagent.identity.Renewal}, when it is replaced.
 */
@NullMarked
package dev.foureyes.nodeagent.identity;

import org.jspecify.annotations.NullMarked;
