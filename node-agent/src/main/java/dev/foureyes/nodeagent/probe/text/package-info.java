/**
 * What peers sent, as text that can be put into a result.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.text.ShownText}, {@link
 * dev.foureyes.nodeagent.probe.text.HexText}, {@link dev.foureyes.nodeagent.probe.text.Patterns}.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.text;

import org.jspecify.annotations.NullMarked;
