/**
 * Events as they happen.
 *
 * <p>Starting points: {@link dev.foureyes.control.live.LiveFeed}; {@link
 * dev.foureyes.control.live.LiveApi}; {@code LiveCursor}, how a browser goes on where it was.
 */
@NullMarked
package dev.foureyes.control.live;

import org.jspecify.annotations.NullMarked;
