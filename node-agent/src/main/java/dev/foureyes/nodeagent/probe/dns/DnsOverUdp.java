package dev.foureyes.nodeagent.probe.dns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import org.xbill.DNS.Message;
import org.xbill.DNS.WireParseException;

/**
 * One query over UDP, from a socket of its own that takes datagrams of the server only. Datagrams
 * that do not belong to the question are left aside (RFC 5452, 9.1): anybody can forge one.
 */
final class DnsOverUdp {

  private static final int MAX_ANSWER = 4096;

  private DnsOverUdp() {}

  /** There were answers in time, but none to this question. */
  static final class OtherAnswersException extends IOException {
    OtherAnswersException(int count) {
      super(count == 1 ? "1 answer" : count + " answers");
    }
  }

  /**
   * Asks and waits for the answer.
   *
   * @throws SocketTimeoutException when there is none in time
   */
  static Message ask(Message query, InetSocketAddress server, Duration patience)
      throws IOException, InterruptedException {
    StandardProtocolFamily family =
        server.getAddress() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    int others = 0;
    try (DatagramChannel channel = DatagramChannel.open(family);
        TimeLimit limit = TimeLimit.on(channel, patience)) {
      try {
        channel.connect(server); // binds it too, so that it never takes what others send
        channel.write(ByteBuffer.wrap(query.toWire()));
        ByteBuffer buffer = ByteBuffer.allocate(MAX_ANSWER + 1);
        while (true) {
          int length = channel.read(buffer.clear());
          if (DnsWire.hasId(buffer.array(), length, query.getHeader().getID())) {
            if (length > MAX_ANSWER) {
              throw new WireParseException("more than " + MAX_ANSWER + " bytes over UDP");
            }
            Message answer = DnsWire.parse(Arrays.copyOf(buffer.array(), length));
            if (DnsWire.belongs(answer, query)) {
              return answer;
            }
          }
          others++;
        }
      } catch (ClosedByInterruptException e) {
        throw interrupted(e);
      } catch (AsynchronousCloseException e) {
        throw late(others);
      } catch (ClosedChannelException e) {
        if (limit.isOver()) {
          throw late(others);
        }
        throw e;
      }
    }
  }

  private static InterruptedException interrupted(ClosedByInterruptException cause) {
    Thread.interrupted(); // the exception says it from here on
    InterruptedException interrupted = new InterruptedException("the agent stops");
    interrupted.initCause(cause);
    return interrupted;
  }

  private static IOException late(int others) {
    return others > 0
        ? new OtherAnswersException(others)
        : new SocketTimeoutException("Read timed out");
  }
}
