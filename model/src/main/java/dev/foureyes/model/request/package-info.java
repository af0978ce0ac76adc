/**
 * What every server of ours does with a request before it does anything else.
 *
 * <p>Starting points: {@link dev.foureyes.model.request.Violations}, everything wrong with a
 * request at once; {@link dev.foureyes.model.request.ScopeMetadata}, how one server tells another
 * for whom it asks.
 */
@NullMarked
package dev.foureyes.model.request;

import org.jspecify.annotations.NullMarked;
