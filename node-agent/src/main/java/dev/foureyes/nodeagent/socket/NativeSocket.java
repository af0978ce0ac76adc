package dev.foureyes.nodeagent.socket;

import dev.foureyes.nodeagent.time.Ticker;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A socket that sends to one address. No call of it blocks. Packets and reports are read by a
 * {@link Poller}.
 */
public final class NativeSocket implements AutoCloseable {

  private static final int NON_BLOCKING_CLOSE_ON_EXEC = 0x80800;
  private static final int NO_SIGNAL = 0x4000;
  private static final int PROTOCOL_ICMP = 1;
  private static final int PROTOCOL_ICMPV6 = 58;
  private static final int ECHO_REPLY_V4 = 0;
  private static final int ECHO_REPLY_V6 = 129;
  private static final int SEND_TRIES = 3;

  /** What travels in it. */
  public enum Kind {
    /** ICMP without privileges, for groups in {@code net.ipv4.ping_group_range}. */
    ICMP_DATAGRAM(2),
    /** ICMP with CAP_NET_RAW. */
    ICMP_RAW(3),
    UDP(2),
    TCP(1);

    private final int type;

    Kind(int type) {
      this.type = type;
    }

    public boolean isIcmp() {
      return this == ICMP_DATAGRAM || this == ICMP_RAW;
    }
  }

  private final int fd;
  private final Kind kind;
  private final InetAddress target;
  private final boolean isIpv4;
  private boolean isClosed;

  private NativeSocket(int fd, Kind kind, InetAddress target) {
    this.fd = fd;
    this.kind = kind;
    this.target = target;
    this.isIpv4 = target instanceof Inet4Address;
  }

  /**
   * Opens a socket for packets to this address, with error queue and receive times. It is not
   * connected yet.
   *
   * @throws ErrnoException EACCES when datagram ICMP, and EPERM when raw ICMP is not allowed
   */
  public static NativeSocket open(Kind kind, InetAddress target) throws ErrnoException {
    boolean isIpv4 = target instanceof Inet4Address;
    int protocol = !kind.isIcmp() ? 0 : isIpv4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6;
    int fd =
        Libc.socket(
            isIpv4 ? SocketAddresses.FAMILY_IPV4 : SocketAddresses.FAMILY_IPV6,
            kind.type | NON_BLOCKING_CLOSE_ON_EXEC,
            protocol);
    NativeSocket socket = new NativeSocket(fd, kind, target);
    try {
      socket.prepare();
      return socket;
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
  }

  private void prepare() throws ErrnoException {
    set(Options.SOCKET, Options.TIMESTAMP_NANOS, 1);
    if (isIpv4) {
      set(Options.IP, Options.IP_RECEIVE_ERRORS, 1);
      set(Options.IP, Options.IP_RECEIVE_TTL, 1);
    } else {
      set(Options.IPV6, Options.IPV6_RECEIVE_ERRORS, 1);
      set(Options.IPV6, Options.IPV6_RECEIVE_HOP_LIMIT, 1);
    }
    try {
      set(
          isIpv4 ? Options.IP : Options.IPV6,
          isIpv4 ? Options.IP_EXTENSIONS : Options.IPV6_EXTENSIONS,
          1);
    } catch (ErrnoException e) {
      // kernels before 5.9 have no MPLS labels for us
    }
    if (kind == Kind.TCP) {
      set(Options.TCP, Options.TCP_SYN_COUNT, 1);
      set(Options.SOCKET, Options.LINGER, 1, 0);
      set(Options.SOCKET, Options.REUSE_ADDRESS, 1);
    }
    if (kind == Kind.ICMP_RAW) {
      onlyEchoReplies();
    }
  }

  /** The kernel drops other kinds of ICMP; a bit that is set in a filter is dropped. */
  private void onlyEchoReplies() throws ErrnoException {
    if (isIpv4) {
      set(Options.RAW, Options.ICMP_FILTER, ~(1 << ECHO_REPLY_V4));
    } else {
      int[] filter = {-1, -1, -1, -1, -1, -1, -1, -1};
      filter[ECHO_REPLY_V6 / Integer.SIZE] &= ~(1 << (ECHO_REPLY_V6 % Integer.SIZE));
      set(Options.ICMPV6, Options.ICMPV6_FILTER, filter);
    }
  }

  private void set(int level, int option, int... value) throws ErrnoException {
    Libc.setOption(fd, level, option, value);
  }

  int fd() {
    return fd;
  }

  public Kind kind() {
    return kind;
  }

  public InetAddress target() {
    return target;
  }

  /** Hop limit (TTL) of packets from now on, 1 to 255. */
  public synchronized void hopLimit(int hops) throws ErrnoException {
    checkOpen();
    set(
        isIpv4 ? Options.IP : Options.IPV6,
        isIpv4 ? Options.IP_TTL : Options.IPV6_UNICAST_HOPS,
        hops);
  }

  /** Differentiated services code point, 0 to 63. */
  public synchronized void dscp(int dscp) throws ErrnoException {
    checkOpen();
    set(
        isIpv4 ? Options.IP : Options.IPV6,
        isIpv4 ? Options.IP_TOS : Options.IPV6_TRAFFIC_CLASS,
        dscp << 2);
  }

  /** Whether routers, and for IPv6 this machine, may fragment. */
  public synchronized void dontFragment(boolean forbidden) throws ErrnoException {
    checkOpen();
    int discover = forbidden ? Options.MTU_DISCOVER_PROBE : Options.MTU_DISCOVER_NO;
    if (isIpv4) {
      set(Options.IP, Options.IP_MTU_DISCOVER, discover);
    } else {
      set(Options.IPV6, Options.IPV6_MTU_DISCOVER, discover);
      set(Options.IPV6, Options.IPV6_DONT_FRAGMENT, forbidden ? 1 : 0);
    }
  }

  /** The largest packet that this machine sends to the target at once, after {@link #connect}. */
  public synchronized int mtu() throws ErrnoException {
    checkOpen();
    return Libc.intOption(
        fd, isIpv4 ? Options.IP : Options.IPV6, isIpv4 ? Options.IP_MTU : Options.IPV6_MTU);
  }

  /** Takes a source port, or the identifier of echo requests. */
  public synchronized void bind(int port) throws ErrnoException {
    checkOpen();
    byte[] any = isIpv4 ? new byte[4] : new byte[16];
    Libc.bind(fd, SocketAddresses.of(address(any), port));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e); // its length is right
    }
  }

  /** Its source port, or the identifier of echo requests; 0 when it has none. */
  public synchronized int localPort() throws ErrnoException {
    checkOpen();
    return SocketAddresses.port(Libc.ownAddress(fd));
  }

  /** Its own address, after {@link #connect}. */
  public synchronized Optional<InetAddress> localAddress() throws ErrnoException {
    checkOpen();
    return SocketAddresses.address(Libc.ownAddress(fd));
  }

  /**
   * Takes packets only from the target from now on. TCP: begins to connect, and the poller says
   * what came of it.
   */
  public synchronized void connect(int port) throws ErrnoException {
    checkOpen();
    try {
      Libc.connect(fd, SocketAddresses.of(target, port));
    } catch (ErrnoException e) {
      if (kind != Kind.TCP || e.errno() != Errno.IN_PROGRESS) {
        throw e;
      }
    }
  }

  /**
   * Sends one packet. An error that an earlier packet met is told by the next call; it is in the
   * error queue too, so that the call is made again.
   *
   * @return when it was sent, by this clock
   */
  public synchronized long send(byte[] data, Ticker ticker) throws ErrnoException {
    checkOpen();
    for (int i = 1; ; i++) {
      try {
        return Libc.send(fd, data, NO_SIGNAL, ticker);
      } catch (ErrnoException e) {
        if (i == SEND_TRIES) {
          throw e;
        }
      }
    }
  }

  /** What became of {@link #connect}; 0 when it is connected. */
  synchronized int pendingError() throws ErrnoException {
    checkOpen();
    return Libc.intOption(fd, Options.SOCKET, Options.ERROR);
  }

  private void checkOpen() throws ErrnoException {
    if (isClosed) {
      throw ErrnoException.closed();
    }
  }

  /** One that a {@link Poller} reads is closed by it. */
  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      try {
        Libc.close(fd);
      } catch (ErrnoException e) {
        throw new IllegalStateException(e); // it is open and ours
      }
    }
  }
}
