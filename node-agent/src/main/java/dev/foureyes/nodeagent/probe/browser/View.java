package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.BrowserOptions;

/**
 * How the browser shows itself.
 *
 * @param width of the window, in CSS pixels
 * @param height of the window, in CSS pixels
 */
record View(int width, int height, boolean skipCertificateCheck) {

  private static final int DEFAULT_WIDTH = 1_366;
  private static final int DEFAULT_HEIGHT = 768;
  private static final int MIN = 200;
  private static final int MAX = 3_840;

  /**
   * @param at path of the options, for messages
   */
  static View of(String at, BrowserOptions options) throws InvalidProbeException {
    return new View(
        size(at + ".width", options.getWidth(), DEFAULT_WIDTH),
        size(at + ".height", options.getHeight(), DEFAULT_HEIGHT),
        options.getSkipCertificateCheck());
  }

  private static int size(String field, int pixels, int whenZero) throws InvalidProbeException {
    if (pixels != 0 && (pixels < MIN || pixels > MAX)) {
      throw new InvalidProbeException(
          field
              + ": "
              + Integer.toUnsignedLong(pixels)
              + " (expected: "
              + MIN
              + " to "
              + MAX
              + ", or 0)");
    }
    return pixels == 0 ? whenZero : pixels;
  }
}
