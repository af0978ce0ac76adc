/**
 * The processes: every module and an embedded broker in one, or one module by its role. Composition
 * only.
 *
 * <p>Starting points: {@link dev.foureyes.server.Main}; {@link dev.foureyes.server.Role}; {@code
 * ServerModule}, what all roles share.
 */
@NullMarked
package dev.foureyes.server;

import org.jspecify.annotations.NullMarked;
