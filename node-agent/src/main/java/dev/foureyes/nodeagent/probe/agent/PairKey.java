package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.proto.common.v1.AgentPeer;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that two nodes share for one test: HMAC-SHA-256 (RFC 2104), of which the first 16 bytes
 * are used (RFC 8762, 4.4). Safe for use by many threads.
 */
final class PairKey {

  static final int SEAL_BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final Mac mac;

  private PairKey(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  static PairKey of(AgentPeer peer) {
    ByteBuffer key = ByteBuffer.allocate(KEY_BYTES);
    key.putLong(peer.getKey1()).putLong(peer.getKey2());
    key.putLong(peer.getKey3()).putLong(peer.getKey4());
    return new PairKey(key.array());
  }

  /** Puts the seal over all bytes before it into the last bytes. */
  void seal(byte[] packet) {
    System.arraycopy(sealOf(packet), 0, packet, packet.length - SEAL_BYTES, SEAL_BYTES);
  }

  /** Whether the packet is as its sealer made it. Takes the same time wherever a difference is. */
  boolean isSealed(byte[] packet) {
    return packet.length >= SEAL_BYTES
        && MessageDigest.isEqual(
            sealOf(packet), Arrays.copyOfRange(packet, packet.length - SEAL_BYTES, packet.length));
  }

  private synchronized byte[] sealOf(byte[] packet) {
    mac.update(packet, 0, packet.length - SEAL_BYTES);
    return Arrays.copyOf(mac.doFinal(), SEAL_BYTES);
  }
}
