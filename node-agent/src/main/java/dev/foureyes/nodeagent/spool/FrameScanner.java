package dev.foureyes.nodeagent.spool;

import dev.foureyes.nodeagent.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/**
 * Reads the frames of one segment in order. Where the bytes are no frame it goes on byte by byte to
 * the next that is one: a damaged frame costs itself and no other.
 */
final class FrameScanner {

  private static final int WINDOW_BYTES = 64 << 10;
  private static final int SMALLEST_FRAME = Frame.HEADER_BYTES + 1;

  private final DiskFile file;
  private final Incarnation incarnation;
  private long nextSeq;
  private long at;
  private long limit;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowAt;

  /**
   * @param firstSeq sequence number of the first frame
   * @param limit bytes of the file to read
   */
  FrameScanner(DiskFile file, Incarnation incarnation, long firstSeq, long limit) {
    this.file = file;
    this.incarnation = incarnation;
    this.nextSeq = firstSeq;
    this.limit = limit;
  }

  /** Lets the scanner read further: the file has grown. */
  void growTo(long newLimit) {
    limit = newLimit;
  }

  /** Where in the file the next frame is looked for. */
  long position() {
    return at;
  }

  /** Sequence number that the next frame has when nothing is damaged. */
  long nextSeq() {
    return nextSeq;
  }

  /** The next readable frame; absent at the end. Its payload is valid until the next call. */
  Optional<Frame> next() throws IOException {
    long start = at;
    for (long candidate = start; candidate + SMALLEST_FRAME <= limit; candidate++) {
      int inWindow = load(candidate, Frame.HEADER_BYTES);
      int length = Frame.payloadLength(window, inWindow);
      if (length < 1
          || length > Frame.MAX_PAYLOAD_BYTES
          || candidate + Frame.HEADER_BYTES + length > limit) {
        continue;
      }
      long seq = Frame.seq(window, inWindow);
      long mostSkipped = (candidate - start) / SMALLEST_FRAME;
      if (seq < nextSeq || seq - nextSeq > mostSkipped) {
        continue;
      }
      inWindow = load(candidate, Frame.HEADER_BYTES + length);
      if (Frame.isWhole(window, inWindow, incarnation)) {
        at = candidate + Frame.HEADER_BYTES + length;
        nextSeq = seq + 1;
        return Optional.of(new Frame(seq, window.slice(inWindow + Frame.HEADER_BYTES, length)));
      }
    }
    return Optional.empty();
  }

  /** Makes sure that the window holds these bytes of the file; where in the window they are. */
  private int load(long position, int bytes) throws IOException {
    if (position < windowAt || position + bytes > windowAt + window.limit()) {
      int size = (int) Math.min(Math.max(bytes, WINDOW_BYTES), limit - position);
      if (window.capacity() < size) {
        window = ByteBuffer.allocate(Math.max(size, (int) Math.min(WINDOW_BYTES, limit)));
      }
      window.clear().limit(size);
      windowAt = position;
      read(position);
      window.position(0).limit(size);
    }
    return (int) (position - windowAt);
  }

  /**
   * Fills the window. What cannot be read, even at a second try, is taken for zeros, that is for
   * damage.
   */
  private void read(long position) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        window.position(0);
        file.read(window, position);
        break;
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == 2) {
          window.position(0);
          break;
        }
      }
    }
    while (window.hasRemaining()) {
      window.put((byte) 0);
    }
  }
}
