package dev.foureyes.nodeagent.update;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/**
 * Whom a build believes.
 *
 * @param roots the keys that may sign; none in a development build, which then takes no update
 * @param channel the only channel that it takes updates of
 */
record UpdateTrust(List<RootKey> roots, String channel) {

  private static final String RESOURCE = "update.properties";

  UpdateTrust {
    roots = List.copyOf(roots);
  }

  /**
   * What Maven put into this build: {@code -Dfoureyes.update.root=HEX}, {@code
   * -Dfoureyes.update.next-root=HEX}, {@code -Dfoureyes.update.channel=NAME}.
   *
   * @throws UpdateRefusedException when it cannot be read, or holds a key that proves nothing
   */
  static UpdateTrust ofThisBuild() throws UpdateRefusedException {
    Properties properties = new Properties();
    try (InputStream in = UpdateTrust.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new UpdateRefusedException("this build has no " + RESOURCE);
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UpdateRefusedException(RESOURCE + " of this build: " + e.getMessage());
    }
    List<RootKey> roots = new ArrayList<>();
    for (String name : List.of("root", "next-root")) {
      String hex = properties.getProperty(name, "").strip();
      if (!hex.isEmpty()) {
        roots.add(RootKey.of(bytes(name, hex)));
      }
    }
    return new UpdateTrust(roots, properties.getProperty("channel", "").strip());
  }

  private static byte[] bytes(String name, String hex) throws UpdateRefusedException {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw new UpdateRefusedException(
          name + " of this build: " + hex + " (expected: 64 hexadecimal digits)");
    }
  }
}
