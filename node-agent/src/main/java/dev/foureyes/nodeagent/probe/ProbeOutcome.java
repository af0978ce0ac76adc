package dev.foureyes.nodeagent.probe;

/** What a run found. Both kinds carry all that was measured until the end. */
public sealed interface ProbeOutcome {

  ProbeDetail detail();

  /** The target did what the test expects. */
  record Passed(ProbeDetail detail) implements ProbeOutcome {}

  /** It did not, or the test could not be run. */
  record Failed(ProbeDetail detail, Failure failure) implements ProbeOutcome {}
}
