/**
 * Who calls, and what they may do.
 *
 * <p>Starting points: {@link dev.foureyes.control.access.AccessGuard}, which every call passes;
 * {@link dev.foureyes.control.access.Caller}; {@link dev.foureyes.control.access.Permissions}, the
 * table.
 */
@NullMarked
package dev.foureyes.control.access;

import org.jspecify.annotations.NullMarked;
