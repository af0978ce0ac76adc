package dev.foureyes.nodeagent.socket;

import java.io.IOException;
import java.util.Locale;

/** A system call failed. */
public final class ErrnoException extends IOException {

  private final Errno errno;

  ErrnoException(String call, int errno) {
    this(call, Errno.of(errno), errno);
  }

  private ErrnoException(String call, Errno errno, int number) {
    super(
        errno == Errno.OTHER
            ? call + ": errno " + number
            : call
                + ": "
                + errno.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + " ("
                + errno.symbol()
                + ")");
    this.errno = errno;
  }

  public Errno errno() {
    return errno;
  }

  /** What a call on a socket that was closed says. */
  public static ErrnoException closed() {
    return new ErrnoException("socket", 9); // EBADF
  }
}
