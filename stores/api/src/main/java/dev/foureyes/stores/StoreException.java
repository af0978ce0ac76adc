package dev.foureyes.stores;

/** A store could not do what it was asked to do. Nothing of it was done. */
public final class StoreException extends RuntimeException {

  /** What to do about it. */
  public enum Kind {
    /** Busy; trying again will do. */
    OVERLOADED(true),
    /** Not reachable at present; trying again will do some time. */
    UNAVAILABLE(true),
    /** Trying again will do when somebody has made room. */
    DISK_FULL(true),
    /** Trying again will do when the file system can be written again. */
    READ_ONLY(true),
    /** Another writer owns the partition; this one has to stop. */
    FENCED(false),
    /** The file is damaged; it has to be rebuilt from the log. */
    CORRUPT(false),
    /** The thread was interrupted: nobody waits for the answer any more. */
    CANCELLED(false),
    /** The engine cannot do that; see {@link Capability}. */
    UNSUPPORTED(false),
    /** Something else; a defect as a rule. */
    INTERNAL(false);

    private final boolean retriable;

    Kind(boolean retriable) {
      this.retriable = retriable;
    }

    public boolean isRetriable() {
      return retriable;
    }
  }

  private final Kind kind;

  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Ends a query whose thread was interrupted. */
  public static void throwIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new StoreException(Kind.CANCELLED, "store: the query was cancelled");
    }
  }

  public Kind kind() {
    return kind;
  }
}
