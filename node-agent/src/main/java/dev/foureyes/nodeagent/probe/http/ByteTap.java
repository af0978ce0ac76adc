package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.time.Ticker;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Sees the bytes of the response as they come, above TLS: counts them, notes when the first came,
 * and bounds the head. With HTTP/2 it follows the frames, for there other things than the response
 * come too, and in another thread.
 */
final class ByteTap {

  /** Most bytes of a head. More is an attack or a mistake. */
  static final int MAX_HEAD_BYTES = 64 << 10;

  /** With HTTP/1.1 this much of the body may be read along with the head. */
  private static final int READ_AHEAD_BYTES = 16 << 10;

  private final Ticker ticker;
  private final Http2Frames frames = new Http2Frames();
  private boolean isHttp2;
  private boolean requestSent;
  private boolean headRead;
  private long bytes;
  private OptionalLong firstByteNanos = OptionalLong.empty();

  ByteTap(Ticker ticker) {
    this.ticker = ticker;
  }

  /** The peers have agreed on HTTP/2. */
  synchronized void http2() {
    isHttp2 = true;
  }

  /** What comes from now on is the response. */
  synchronized void requestSent() {
    requestSent = true;
  }

  /** The head has been read. */
  synchronized void headRead() {
    headRead = true;
  }

  /** Bytes have been read. Throws when the head is too large. */
  synchronized void read(byte[] buffer, int offset, int count) throws IOException {
    long headBytes;
    if (isHttp2) {
      frames.add(buffer, offset, count);
      bytes = frames.responseBytes();
      headBytes = frames.headBytes();
    } else if (requestSent) {
      bytes += count;
      headBytes = headRead ? 0 : bytes - READ_AHEAD_BYTES;
    } else {
      return;
    }
    if (firstByteNanos.isEmpty() && bytes > 0) {
      firstByteNanos = OptionalLong.of(ticker.nanos());
    }
    if (headBytes > MAX_HEAD_BYTES) {
      throw new HeadTooLargeException();
    }
  }

  /** When the first byte of the response came; absent when none has. */
  synchronized OptionalLong firstByteNanos() {
    return firstByteNanos;
  }

  /** Bytes of the response so far. With HTTP/2 the frames around it are counted too. */
  synchronized long bytes() {
    return bytes;
  }

  /** The response's head is larger than what the node reads. */
  static final class HeadTooLargeException extends IOException {
    HeadTooLargeException() {
      super("the response's head is larger than " + MAX_HEAD_BYTES + " bytes");
    }
  }
}
