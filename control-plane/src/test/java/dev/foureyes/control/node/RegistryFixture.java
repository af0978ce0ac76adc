package dev.foureyes.control.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.Ids;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.EnrolmentToken;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.node.v1.IssuedCertificate;
import dev.foureyes.proto.node.v1.RedeemTokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Tokens, nodes and certificates to enrol with. */
public final class RegistryFixture {

  private RegistryFixture() {}

  /** An open token whose secret is its id. */
  static EnrolmentToken token(
      Database database, Scope scope, String id, String nodeName, Instant now, Duration lifetime) {
    EnrolmentToken token =
        EnrolmentToken.newBuilder()
            .setId(id)
            .setNodeName(nodeName)
            .putNodeLabels("site", "berlin")
            .setCreatedAt(Timestamps.fromMillis(now.toEpochMilli()))
            .setExpiresAt(Timestamps.fromMillis(now.plus(lifetime).toEpochMilli()))
            .build();
    database.write(handle -> {
      EnrolmentTokenRepository.add(handle, scope, token, Ids.hash(id), "node-of-" + id);
      return token;
    });
    return token;
  }

  static IssuedCertificate certificate(String serial) {
    return IssuedCertificate.newBuilder()
        .addChain(ByteString.copyFromUtf8("certificate " + serial))
        .setSerial(serial)
        .setNotAfter(Timestamps.fromSeconds(2_000_000_000))
        .build();
  }

  /**
   * A try with a key, for which the gateway has made a certificate with the key's name as its
   * serial.
   */
  static RedeemTokenRequest redeem(String token, String key) {
    return RedeemTokenRequest.newBuilder()
        .setToken(token)
        .setPublicKeySha256(key)
        .setSuggestedName("host-1")
        .setCertificate(certificate(key))
        .build();
  }

  /** Puts enrolled nodes whose names are their ids. */
  public static void putNodes(Database database, Scope scope, String... ids) {
    List<Node> nodes =
        Arrays.stream(ids)
            .map(id -> Node.newBuilder().setId(id).setName(id).setVersion(1).build())
            .toList();
    put(database, scope, nodes);
  }

  public static void put(Database database, Scope scope, List<Node> nodes) {
    database.write(handle -> {
      nodes.forEach(node -> NodeRepository.put(handle, scope, node));
      return nodes.size();
    });
  }

  /** A node with labels. */
  public static Node node(String id, Map<String, String> labels) {
    return Node.newBuilder().setId(id).setName(id).putAllLabels(labels).setVersion(1).build();
  }
}
