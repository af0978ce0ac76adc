package dev.foureyes.broker;

import java.nio.file.Path;

/**
 * How the embedded broker runs.
 *
 * @param dataDirectory where its log lies; made when missing, kept between starts
 * @param host address that it listens on, and that clients are told
 * @param port 1 to 65535, or 0 for any free one
 */
public record BrokerSettings(Path dataDirectory, String host, int port) {

  public BrokerSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("broker port: " + port + " (expected: 0 to 65535)");
    }
  }
}
