/**
 * A node's stream, from its first message to its end.
 *
 * <p>Starting points: {@link dev.foureyes.gateway.session.NodeSession}; {@link
 * dev.foureyes.gateway.session.Sessions}, all of them; {@link
 * dev.foureyes.gateway.session.NodeEvents}, what the rest of the product learns of them.
 */
@NullMarked
package dev.foureyes.gateway.session;

import org.jspecify.annotations.NullMarked;
