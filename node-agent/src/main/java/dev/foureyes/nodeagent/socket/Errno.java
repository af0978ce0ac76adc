package dev.foureyes.nodeagent.socket;

/**
 * The errors of Linux that probes tell apart, with their numbers on all platforms of {@link Libc}.
 */
public enum Errno {
  NOT_PERMITTED(1, "EPERM"),
  INTERRUPTED(4, "EINTR"),
  BAD_DESCRIPTOR(9, "EBADF"),
  TRY_AGAIN(11, "EAGAIN"),
  OUT_OF_MEMORY(12, "ENOMEM"),
  PERMISSION_DENIED(13, "EACCES"),
  INVALID_ARGUMENT(22, "EINVAL"),
  TOO_MANY_OPEN_FILES_ON_THIS_MACHINE(23, "ENFILE"),
  TOO_MANY_OPEN_FILES(24, "EMFILE"),
  MESSAGE_TOO_LONG(90, "EMSGSIZE"),
  PROTOCOL_NOT_AVAILABLE(92, "ENOPROTOOPT"),
  PROTOCOL_NOT_SUPPORTED(93, "EPROTONOSUPPORT"),
  ADDRESS_FAMILY_NOT_SUPPORTED(97, "EAFNOSUPPORT"),
  ADDRESS_IN_USE(98, "EADDRINUSE"),
  ADDRESS_NOT_AVAILABLE(99, "EADDRNOTAVAIL"),
  NETWORK_DOWN(100, "ENETDOWN"),
  NETWORK_UNREACHABLE(101, "ENETUNREACH"),
  CONNECTION_RESET(104, "ECONNRESET"),
  NO_BUFFER_SPACE(105, "ENOBUFS"),
  TIMED_OUT(110, "ETIMEDOUT"),
  CONNECTION_REFUSED(111, "ECONNREFUSED"),
  HOST_DOWN(112, "EHOSTDOWN"),
  HOST_UNREACHABLE(113, "EHOSTUNREACH"),
  IN_PROGRESS(115, "EINPROGRESS"),
  /** Another one. */
  OTHER(-1, "");

  private final int number;
  private final String symbol;

  Errno(int number, String symbol) {
    this.number = number;
    this.symbol = symbol;
  }

  /** As errno(3) calls it; empty for {@link #OTHER}. */
  public String symbol() {
    return symbol;
  }

  static Errno of(int number) {
    for (Errno errno : values()) {
      if (errno.number == number) {
        return errno;
      }
    }
    return OTHER;
  }
}
