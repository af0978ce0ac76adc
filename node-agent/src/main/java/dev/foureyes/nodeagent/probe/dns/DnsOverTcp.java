package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.time.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
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
  static Message ask(Message query, InetSocketAddress server, Deadline deadline)
      throws IOException {
    byte[] question = query.toWire();
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(server, Math.toIntExact(deadline.remaining().toMillis()));
      ByteBuffer framed = ByteBuffer.allocate(LENGTH_BYTES + question.length);
      framed.putShort((short) question.length).put(question);
      socket.getOutputStream().write(framed.array());
      int length =
          Short.toUnsignedInt(ByteBuffer.wrap(read(socket, LENGTH_BYTES, deadline)).getShort());
      Message answer = new Message(read(socket, length, deadline));
      if (answer.getHeader().getID() != query.getHeader().getID()) {
        throw new WireParseException("answer to another question");
      }
      return answer;
    }
  }

  private static byte[] read(Socket socket, int length, Deadline deadline) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[length];
    for (int read = 0; read < length; ) {
      if (deadline.isOver()) {
        throw new SocketTimeoutException("Read timed out");
      }
      socket.setSoTimeout(Math.toIntExact(deadline.remaining().toMillis()));
      int count = in.read(bytes, read, length - read);
      if (count < 0) {
        throw new EOFException("closed after " + read + " of " + length + " bytes");
      }
      read += count;
    }
    return bytes;
  }
}
