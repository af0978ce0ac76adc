/**
 * Alert rules.
 *
 * <p>Starting point: {@link dev.foureyes.control.rule.AlertRuleApi}.
 */
@NullMarked
package dev.foureyes.control.rule;

import org.jspecify.annotations.NullMarked;
