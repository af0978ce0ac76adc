package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.time.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import jdk.net.ExtendedSocketOptions;
import org.xbill.DNS.Message;
import org.xbill.DNS.WireParseException;

/**
 * One query over a TCP connection of its own (RFC 7766: two bytes of length, then the message).
 * dnsjava's TCP client shares connections between queries, so that a second run would measure
 * another thing than the first.
 */
final class DnsOverTcp {

  private static final int LENGTH_BYTES = 2;

  private DnsOverTcp() {}

  /**
   * Connects, asks and reads the answer, however the server deals it out.
   *
   * @throws SocketTimeoutException when that took too long
   */
  static Message ask(Message query, InetSocketAddress server, Deadline deadline, DnsFacts facts)
      throws IOException {
    try (Socket socket = new Socket();
        TimeLimit limit = TimeLimit.on(socket, deadline.remaining())) {
      try {
        connect(socket, server, deadline, facts);
        return exchange(socket, socket, query, deadline, facts);
      } catch (SocketException e) {
        throw limit.isOver() ? new SocketTimeoutException("Read timed out") : e;
      }
    }
  }

  static void connect(Socket socket, InetSocketAddress server, Deadline deadline, DnsFacts facts)
      throws IOException {
    long start = deadline.ticker().nanos();
    socket.setTcpNoDelay(true);
    socket.connect(server, Math.toIntExact(deadline.remaining().toMillis()));
    facts.connected(deadline.ticker().nanos() - start);
  }

  /**
   * Has what comes in acknowledged at once, until the kernel thinks otherwise. A server that speaks
   * first after a TLS handshake (session tickets) and does not turn off Nagle's algorithm keeps its
   * answer back until then, and Linux takes 40 ms: that is ours and not the server's time.
   */
  private static void acknowledgeAtOnce(Socket socket) throws IOException {
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
  }

  /**
   * Over a connection that stands.
   *
   * @param wire the connection itself, where the socket is one of TLS over it
   */
  static Message exchange(
      Socket wire, Socket socket, Message query, Deadline deadline, DnsFacts facts)
      throws IOException {
    long start = deadline.ticker().nanos();
    byte[] question = query.toWire();
    ByteBuffer framed = ByteBuffer.allocate(LENGTH_BYTES + question.length);
    framed.putShort((short) question.length).put(question);
    socket.getOutputStream().write(framed.array());
    acknowledgeAtOnce(wire);
    int length = Short.toUnsignedInt(ByteBuffer.wrap(read(socket, LENGTH_BYTES)).getShort());
    Message answer = DnsWire.parse(read(socket, length));
    facts.answered(deadline.ticker().nanos() - start);
    if (!DnsWire.belongs(answer, query)) {
      throw new WireParseException("an answer to another question");
    }
    return answer;
  }

  private static byte[] read(Socket socket, int length) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("closed after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }
}
