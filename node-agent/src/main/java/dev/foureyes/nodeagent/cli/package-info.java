/**
 * Commands that do one thing for whoever types them, and end: run a probe once, say what this
 * machine allows. A new kind of probe is a {@code ProbeSyntax} of its own and a line in {@link
 * dev.foureyes.nodeagent.cli.Commands}.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.cli.Commands}, all of them; {@code HttpSyntax},
 * what one of them understands.
 */
@NullMarked
package dev.foureyes.nodeagent.cli;

import org.jspecify.annotations.NullMarked;
