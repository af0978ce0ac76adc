package dev.foureyes.nodeagent.spool;

/**
 * A record could not be written. It is counted, and a loss record names it as soon as the disk
 * takes one.
 */
public final class SpoolLossException extends Exception {

  SpoolLossException(String message, Throwable cause) {
    super(message, cause);
  }
}
