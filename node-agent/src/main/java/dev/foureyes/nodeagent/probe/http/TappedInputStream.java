package dev.foureyes.nodeagent.probe.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Shows all that is read to a tap. */
final class TappedInputStream extends FilterInputStream {

  private final ByteTap tap;

  TappedInputStream(InputStream in, ByteTap tap) {
    super(in);
    this.tap = tap;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      tap.read(buffer, offset, count);
    }
    return count;
  }
}
