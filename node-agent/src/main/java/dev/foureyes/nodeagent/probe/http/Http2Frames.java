package dev.foureyes.nodeagent.probe.http;

/**
 * Follows HTTP/2 frames (RFC 9113, section 4.1) in a stream of bytes, to tell the response from the
 * rest.
 */
final class Http2Frames {

  private static final int HEADER_BYTES = 9;
  private static final int TYPE_AT = 3;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int PUSH_PROMISE = 5;
  private static final int CONTINUATION = 9;

  private final byte[] header = new byte[HEADER_BYTES];
  private int headerRead;
  private long payloadLeft;
  private boolean isResponse;
  private long responseBytes;
  private long headBytes;

  void add(byte[] buffer, int offset, int count) {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (payloadLeft > 0) {
        int part = (int) Math.min(payloadLeft, end - at);
        payloadLeft -= part;
        at += part;
        responseBytes += isResponse ? part : 0;
      } else {
        header[headerRead++] = buffer[at++];
        if (headerRead == HEADER_BYTES) {
          headerRead = 0;
          enterFrame();
        }
      }
    }
  }

  private void enterFrame() {
    payloadLeft = ((header[0] & 0xffL) << 16) | ((header[1] & 0xffL) << 8) | (header[2] & 0xffL);
    int type = header[TYPE_AT];
    boolean isHead = type == HEADERS || type == CONTINUATION || type == PUSH_PROMISE;
    isResponse = isHead || type == DATA;
    responseBytes += isResponse ? HEADER_BYTES : 0;
    headBytes += isHead ? HEADER_BYTES + payloadLeft : 0;
  }

  /** Bytes of the frames that carry head and body, so far. */
  long responseBytes() {
    return responseBytes;
  }

  /** Bytes of the frames that carry heads; those just announced are counted. */
  long headBytes() {
    return headBytes;
  }
}
