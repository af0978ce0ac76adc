/**
 * What only the node has: passwords and keys that its owner gave it. Tests name them; no server
 * sees them, and no result holds them.
 *
 * <p>Starting point: {@link dev.foureyes.nodeagent.secret.SecretStore}.
 */
@NullMarked
package dev.foureyes.nodeagent.secret;

import org.jspecify.annotations.NullMarked;
