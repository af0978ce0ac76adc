package dev.foureyes.nodeagent.probe.udp;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Watchdog;
import dev.foureyes.nodeagent.probe.udp.UdpFailures.Meaning;
import dev.foureyes.nodeagent.time.Deadline;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends the datagram from a connected socket, which takes answers from the target only and hears of
 * ICMP errors, and waits. Later attempts are sent while the first is waited for, so that a late
 * answer is still one.
 */
final class UdpExchange {

  private static final int MAX_DATAGRAM = 65_535;

  private final InetSocketAddress target;
  private final UdpSettings settings;
  private final Deadline deadline;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicReference<@Nullable IOException> sendFailure = new AtomicReference<>();
  private volatile long lastSentNanos;

  /** What came. */
  sealed interface Reply {}

  /**
   * A datagram.
   *
   * @param rttNanos since the last one that was sent
   * @param totalNanos since the first
   */
  record Answer(ByteString bytes, long rttNanos, long totalNanos) implements Reply {}

  /** No datagram. */
  record None(Meaning meaning) implements Reply {}

  UdpExchange(InetSocketAddress target, UdpSettings settings, Deadline deadline) {
    this.target = target;
    this.settings = settings;
    this.deadline = deadline;
  }

  /** Datagrams sent. */
  int sent() {
    return sent.get();
  }

  Reply perform() {
    String peer = AddressText.of(target);
    StandardProtocolFamily family =
        target.getAddress() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    try (DatagramChannel channel = DatagramChannel.open(family)) {
      channel.connect(target);
      return exchange(channel);
    } catch (IOException e) {
      IOException sending = sendFailure.get();
      if (sending != null) {
        return new None(UdpFailures.of(sending, peer));
      }
      return new None(
          deadline.isOver()
              ? UdpFailures.silence(peer, sent(), deadline.timeout())
              : UdpFailures.of(e, peer));
    }
  }

  private Reply exchange(DatagramChannel channel) throws IOException {
    long start = deadline.ticker().nanos();
    send(channel);
    Thread repeats = Thread.ofVirtual().name("udp-attempts").start(() -> repeat(channel));
    try (Watchdog _ = Watchdog.over(channel, deadline)) {
      ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
      channel.read(buffer);
      long now = deadline.ticker().nanos();
      return new Answer(
          ByteString.copyFrom(buffer.flip()), Math.max(0, now - lastSentNanos), now - start);
    } finally {
      repeats.interrupt();
    }
  }

  private void send(DatagramChannel channel) throws IOException {
    ByteBuffer payload = settings.payload().asReadOnlyByteBuffer();
    long now = deadline.ticker().nanos();
    channel.write(payload);
    lastSentNanos = now;
    sent.incrementAndGet();
  }

  /** A pending ICMP error comes to whoever asks next, which may be this thread. */
  private void repeat(DatagramChannel channel) {
    Duration pause = deadline.timeout().dividedBy(settings.attempts());
    try {
      for (int i = 1; i < settings.attempts(); i++) {
        Thread.sleep(pause);
        send(channel);
      }
    } catch (InterruptedException e) {
      // answered
    } catch (IOException e) {
      if (channel.isOpen() && sendFailure.compareAndSet(null, e)) {
        close(channel);
      }
    }
  }

  private static void close(DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // closed all the same
    }
  }
}
