/**
 * Results for whoever reads a terminal, and as JSON for programs.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.report.ProbeText}; {@link
 * dev.foureyes.nodeagent.report.MessageJson}.
 */
@NullMarked
package dev.foureyes.nodeagent.report;

import org.jspecify.annotations.NullMarked;
