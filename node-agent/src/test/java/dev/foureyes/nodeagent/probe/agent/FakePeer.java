package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.agent.Packet.Answer;
import dev.foureyes.nodeagent.probe.agent.Packet.Kind;
import dev.foureyes.proto.common.v1.AgentPeer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** The other end of a pair by hand: sends and sees single packets. */
final class FakePeer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final AgentPeer self;
  private final PairKey key;
  private final DatagramChannel channel = DatagramChannel.open();
  private long nonce;

  /**
   * @param self what this end knows of the node under test
   */
  FakePeer(AgentPeer self, long nonce) throws IOException {
    this.self = self;
    this.key = PairKey.of(self);
    this.nonce = nonce;
    channel.bind(new InetSocketAddress(InetAddress.ofLiteral(self.getIp()), self.getOwnPort()));
    channel.connect(new InetSocketAddress(InetAddress.ofLiteral(self.getIp()), self.getPeerPort()));
  }

  /** Begins anew, as after a restart. */
  void restart(long newNonce) {
    nonce = newNonce;
  }

  Packet packet(Kind kind, int run, int sequence, long echo) {
    return new Packet(
        kind, self.getFirst(), sequence, run, nonce, echo, 1, Optional.empty(), Answer.NONE);
  }

  byte[] sealed(Packet packet) {
    return packet.sealed(Packet.MIN_BYTES, key);
  }

  void send(byte[] bytes) throws IOException {
    channel.write(ByteBuffer.wrap(bytes));
  }

  /** Shakes hands; the node's nonce. */
  long meet() throws IOException {
    long other = await(packet -> packet.kind() == Kind.HELLO).nonce();
    send(sealed(packet(Kind.HELLO, 0, 0, other)));
    return await(packet -> packet.kind() == Kind.HELLO && packet.echo() == nonce).nonce();
  }

  /** The next packet of the node that is so. */
  Packet await(Predicate<Packet> condition) throws IOException {
    return next(condition, PATIENCE)
        .orElseThrow(() -> new SocketTimeoutException("no such packet within " + PATIENCE));
  }

  /** The next packet that is so; empty when none comes in this time. */
  Optional<Packet> next(Predicate<Packet> condition, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    byte[] bytes = new byte[2048];
    var buffer = ByteBuffer.wrap(bytes);
    for (long left = patience.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      channel.socket().setSoTimeout((int) left);
      var datagram = new DatagramPacket(bytes, bytes.length);
      try {
        channel.socket().receive(datagram);
      } catch (SocketTimeoutException e) {
        return Optional.empty();
      }
      Optional<Packet> packet =
          Packet.opened(Arrays.copyOf(buffer.array(), datagram.getLength()), key);
      if (packet.filter(condition).isPresent()) {
        return packet;
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
