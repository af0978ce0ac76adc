package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.SecretValues;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The TCP connection under a session: how it comes about, and how messages go out on it. */
final class Connection implements AutoCloseable {

  /** A peer that lets so little wait has stopped reading. */
  private static final Duration SEND_PATIENCE = Duration.ofSeconds(5);

  private static final Duration LAST_WORD_PATIENCE = Duration.ofMillis(200);

  private static final Duration DRAIN_PATIENCE = Duration.ofMillis(500);

  private final SocketChannel channel;
  private final InetSocketAddress target;
  private final Status status;
  private final Ticker ticker;

  private Connection(
      SocketChannel channel, InetSocketAddress target, Status status, Ticker ticker) {
    this.channel = channel;
    this.target = target;
    this.status = status;
    this.ticker = ticker;
  }

  /**
   * Looks the peer up and connects.
   *
   * @throws ProbeFailedException when that fails
   */
  static Connection open(Settings settings, Surroundings around, Status status)
      throws ProbeFailedException, InterruptedException {
    Optional<String> password = Optional.empty();
    if (settings.md5Secret().isPresent()) {
      password = Optional.of(SecretValues.of(settings.md5Secret().get(), around.secrets()));
    }
    Deadline deadline = Deadline.after(around.times().connect(), around.clock().ticker());
    Resolved resolved =
        around.lookup().resolve(settings.host(), settings.addressFamily(), deadline);
    InetSocketAddress target = new InetSocketAddress(resolved.address(), settings.port());
    status.connects(target, resolved.dnsNanos());
    SocketChannel channel = null;
    try {
      // A socket of both families would not take the signatures of an IPv4 peer.
      channel =
          SocketChannel.open(
              target.getAddress() instanceof Inet4Address
                  ? StandardProtocolFamily.INET
                  : StandardProtocolFamily.INET6);
      if (password.isPresent()) {
        TcpMd5.sign(channel, target.getAddress(), password.get());
      }
      channel.socket().setTcpNoDelay(true);
      channel.socket().connect(target, Math.toIntExact(deadline.remaining().toMillis()));
      return new Connection(channel, target, status, around.clock().ticker());
    } catch (IOException e) {
      closeQuietly(channel);
      throw new ProbeFailedException(
          explained(Connects.failure(e, target, deadline.timeout()), password.isPresent()));
    }
  }

  private static Failure explained(Failure failure, boolean isSigned) {
    return isSigned && failure.fault() == Fault.FAULT_PATH
        ? new Failure(
            failure.fault(),
            failure.phase(),
            failure.sentence()
                + "; a peer with another MD5 password, or none, is silent too (bgp.md5_password)")
        : failure;
  }

  MessageReader reader() throws IOException {
    return new MessageReader(channel.socket());
  }

  /** The node's BGP identifier, unless it is configured: its own address, or a hash of that. */
  int ownIdentifier() throws IOException {
    byte[] address = ((InetSocketAddress) channel.getLocalAddress()).getAddress().getAddress();
    if (address.length == 4) {
      return Octets.u32(address, 0);
    }
    long hash = Mix.mix(Octets.u64(address, 0), Octets.u64(address, 8));
    return (int) hash == 0 ? 1 : (int) hash;
  }

  /**
   * Sends a message.
   *
   * @throws IOException when the connection is gone, or the peer does not read
   */
  void send(Outgoing message) throws IOException, InterruptedException {
    if (!send(message, SEND_PATIENCE)) {
      close();
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_SEND,
              "the peer has stopped reading what the node sends"));
    }
  }

  /** Says why the node ends the session, as far as the peer listens; the peer closes then. */
  void sendLast(Outgoing.Notification notification) throws InterruptedException {
    status.notification(true, notification.code(), notification.subcode(), "");
    boolean _ = send(notification, LAST_WORD_PATIENCE);
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // it is gone, and so there is nobody to tell
    }
  }

  /**
   * Reads what still comes, for a short time, and closes. A connection that is closed with data
   * unread is reset, and the peer might not get the last word.
   */
  void drain() {
    long end = ticker.nanos() + DRAIN_PATIENCE.toNanos();
    byte[] scrap = new byte[8192];
    try {
      channel.socket().setSoTimeout(Math.toIntExact(DRAIN_PATIENCE.toMillis()));
      InputStream in = channel.socket().getInputStream();
      while (ticker.nanos() < end && in.read(scrap) >= 0) {
        // nobody wants it
      }
    } catch (IOException e) {
      // silent, or gone
    }
    close();
  }

  /** In a thread of its own, for a peer that does not read would hold up the caller. */
  private boolean send(Outgoing message, Duration patience) throws InterruptedException {
    ByteBuffer bytes = ByteBuffer.wrap(message.encode());
    Thread writer =
        Thread.ofVirtual()
            .name("bgp-send")
            .start(() -> {
              try {
                while (bytes.hasRemaining()) {
                  channel.write(bytes);
                }
              } catch (IOException e) {
                bytes.position(bytes.limit()); // the reader finds out and says why
              }
            });
    return writer.join(patience);
  }

  /** What it means that reading failed. */
  Failure lost(IOException thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (message.contains("reset") || message.contains("Broken pipe")) {
      return new Failure(
          Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_RECEIVE, "the peer reset the connection");
    }
    Failure failure = Connects.failure(thrown, target, SEND_PATIENCE);
    return new Failure(
        failure.fault(),
        ErrorPhase.ERROR_PHASE_RECEIVE,
        "the connection to the peer was lost: " + message);
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(@Nullable SocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // it is gone either way
      }
    }
  }
}
