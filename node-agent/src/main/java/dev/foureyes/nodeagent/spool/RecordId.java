package dev.foureyes.nodeagent.spool;

/**
 * The name of a record within its node, for ever.
 *
 * @param seq position in the incarnation's log, from 0 without gaps
 */
public record RecordId(Incarnation incarnation, long seq) {}
