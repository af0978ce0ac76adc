package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;

/**
 * Numbers of a probe whose zero means the node's default.
 *
 * @param at path of the probe
 */
record Ranges(Violations violations, String at) {

  void check(String field, int value, int first, int last) {
    long number = Integer.toUnsignedLong(value);
    violations.check(
        number == 0 || (number >= first && number <= last),
        at + field,
        number,
        first + " to " + last + ", or 0 for the default");
  }
}
