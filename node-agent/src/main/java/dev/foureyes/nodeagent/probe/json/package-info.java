/**
 * Values out of JSON that a stranger sent.
 *
 * <p>Starting point: {@link dev.foureyes.nodeagent.probe.json.JsonPath}.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.json;

import org.jspecify.annotations.NullMarked;
