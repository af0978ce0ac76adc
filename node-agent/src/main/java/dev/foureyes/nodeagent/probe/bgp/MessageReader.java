package dev.foureyes.nodeagent.probe.bgp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * Cuts what a peer sends into messages (RFC 4271, 4.1). Never more than one message is waited for.
 */
final class MessageReader {

  static final int TYPE_UPDATE = 2;
  static final int TYPE_ROUTE_REFRESH = 5;
  private static final int MAX_BYTES = 4096;
  private static final int MAX_EXTENDED_BYTES = 65_535; // RFC 8654

  private final Socket socket;
  private final InputStream in;
  private final byte[] buffer = new byte[MAX_EXTENDED_BYTES + 1];
  private int maxBytes = MAX_BYTES;
  private int start;
  private int end;
  private int bodyStart;
  private int type;

  MessageReader(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /** From now on UPDATEs may be longer than 4,096 octets. */
  void allowExtended() {
    maxBytes = MAX_EXTENDED_BYTES;
  }

  /**
   * Reads what there is, and waits for it.
   *
   * @param timeoutMs more than zero
   * @return how many octets came; 0 when none did in time
   * @throws EOFException when the peer has closed the connection
   */
  int fill(int timeoutMs) throws IOException {
    if (start == end) {
      start = 0;
      end = 0;
    } else if (end == buffer.length) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    socket.setSoTimeout(timeoutMs);
    try {
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        throw new EOFException();
      }
      end += count;
      return count;
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  /**
   * Goes to the next message, when it is there as a whole; the one before is gone then.
   *
   * @throws BrokenMessageException when what comes is none
   */
  boolean next() throws BrokenMessageException {
    int available = end - start;
    for (int i = 0; i < Math.min(available, Outgoing.MARKER_BYTES); i++) {
      if (buffer[start + i] != (byte) 0xff) {
        throw broken(1, "the peer sent something that is not BGP");
      }
    }
    if (available < Outgoing.HEADER_BYTES) {
      return false;
    }
    int length = Octets.u16(buffer, start + Outgoing.MARKER_BYTES);
    int nextType = Octets.u8(buffer, start + Outgoing.HEADER_BYTES - 1);
    if (nextType < Outgoing.TYPE_OPEN || nextType > TYPE_ROUTE_REFRESH) {
      throw broken(3, "the peer sent a message of type " + nextType);
    }
    boolean mayBeLong = nextType != Outgoing.TYPE_OPEN && nextType != Outgoing.TYPE_KEEPALIVE;
    if (length < Outgoing.HEADER_BYTES || length > (mayBeLong ? maxBytes : MAX_BYTES)) {
      throw broken(
          2, "the peer sent a message of type " + nextType + " with " + length + " octets");
    }
    if (nextType == Outgoing.TYPE_KEEPALIVE && length != Outgoing.HEADER_BYTES) {
      throw broken(2, "the peer sent a KEEPALIVE with " + length + " octets");
    }
    if (available < length) {
      return false;
    }
    type = nextType;
    bodyStart = start + Outgoing.HEADER_BYTES;
    start += length;
    return true;
  }

  int type() {
    return type;
  }

  byte[] buffer() {
    return buffer;
  }

  int bodyStart() {
    return bodyStart;
  }

  int bodyEnd() {
    return start;
  }

  /** Whether a message has begun that is not there as a whole. */
  boolean isWithinMessage() {
    return end > start;
  }

  private static BrokenMessageException broken(int subcode, String what) {
    return new BrokenMessageException(NotificationNames.HEADER, subcode, what);
  }
}
