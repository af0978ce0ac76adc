package dev.foureyes.control.node;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.database.PageTokens.Place;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.EnrolmentToken;
import dev.foureyes.proto.control.v1.EnrolmentTokenState;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.node.v1.IssuedCertificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Enrolment tokens. Their secrets are not kept, only their hashes. */
final class EnrolmentTokenRepository {

  /**
   * A token as gateways ask for it.
   *
   * @param publicKey of the key that consumed it; empty while open
   */
  record Stored(
      Scope scope,
      EnrolmentToken token,
      String nodeId,
      boolean revoked,
      Optional<String> publicKey,
      Optional<IssuedCertificate> certificate,
      String givenName) {}

  private static final String COLUMNS =
      "id, org, node_id, node_name, node_labels, created_at, expires_at, revoked, public_key_sha256, certificate, given_name";

  private EnrolmentTokenRepository() {}

  static void add(
      Handle handle, Scope scope, EnrolmentToken token, String tokenHash, String nodeId) {
    handle
        .createUpdate(
            """
            INSERT INTO enrolment_tokens (id, org, token_hash, node_id, node_name, node_labels, created_at, expires_at)
            VALUES (:id, :org, :hash, :node, :name, :labels, :created, :expires)
            """)
        .bind("id", token.getId())
        .bind("org", scope.org())
        .bind("hash", tokenHash)
        .bind("node", nodeId)
        .bind("name", token.getNodeName())
        .bind(
            "labels",
            Node.newBuilder().putAllLabels(token.getNodeLabelsMap()).build().toByteArray())
        .bind("created", Timestamps.toMillis(token.getCreatedAt()))
        .bind("expires", Timestamps.toMillis(token.getExpiresAt()))
        .execute();
  }

  /** For gateways, which know a token by its secret only; whose it is comes out of it. */
  static Optional<Stored> findByHash(Handle handle, String tokenHash, Instant now) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM enrolment_tokens WHERE token_hash = :hash")
        .bind("hash", tokenHash)
        .map((row, _) -> stored(row, now))
        .findOne();
  }

  /** Newest first, from behind a place. */
  static List<EnrolmentToken> list(
      Handle handle, Scope scope, Place before, int limit, Instant now) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + """
                 FROM enrolment_tokens WHERE org = :org AND (created_at, id) < (:millis, :id)
                ORDER BY created_at DESC, id DESC LIMIT :limit
                """)
        .bind("org", scope.org())
        .bind("millis", before.millis())
        .bind("id", before.id())
        .bind("limit", limit)
        .map((row, _) -> stored(row, now).token())
        .list();
  }

  /** Takes an open token back; false when there is none. */
  static boolean revoke(Handle handle, Scope scope, String id) {
    return handle
            .createUpdate(
                "UPDATE enrolment_tokens SET revoked = 1 WHERE org = :org AND id = :id AND public_key_sha256 IS NULL")
            .bind("org", scope.org())
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Consumes a token for a key; false when it was consumed meanwhile. */
  static boolean consume(
      Handle handle,
      Scope scope,
      String id,
      String publicKey,
      String name,
      IssuedCertificate certificate) {
    return handle
            .createUpdate(
                """
                UPDATE enrolment_tokens SET public_key_sha256 = :key, certificate = :certificate, given_name = :name
                WHERE org = :org AND id = :id AND public_key_sha256 IS NULL AND revoked = 0
                """)
            .bind("key", publicKey)
            .bind("certificate", certificate.toByteArray())
            .bind("name", name)
            .bind("org", scope.org())
            .bind("id", id)
            .execute()
        == 1;
  }

  private static Stored stored(ResultSet row, Instant now) throws SQLException {
    try {
      boolean revoked = row.getBoolean(8);
      Optional<String> publicKey = Optional.ofNullable(row.getString(9));
      byte[] certificate = row.getBytes(10);
      EnrolmentToken.Builder token =
          EnrolmentToken.newBuilder()
              .setId(row.getString(1))
              .setNodeName(row.getString(4))
              .putAllNodeLabels(Node.parseFrom(row.getBytes(5)).getLabelsMap())
              .setCreatedAt(Timestamps.fromMillis(row.getLong(6)))
              .setExpiresAt(Timestamps.fromMillis(row.getLong(7)))
              .setState(
                  state(publicKey.isPresent(), revoked, row.getLong(7) <= now.toEpochMilli()));
      String nodeId = row.getString(3);
      if (publicKey.isPresent()) {
        token.setNodeId(nodeId);
      }
      String givenName = row.getString(11);
      return new Stored(
          new Scope(row.getString(2)),
          token.build(),
          nodeId,
          revoked,
          publicKey,
          certificate == null
              ? Optional.empty()
              : Optional.of(IssuedCertificate.parseFrom(certificate)),
          givenName == null ? "" : givenName);
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("an enrolment token cannot be read", e);
    }
  }

  private static EnrolmentTokenState state(boolean spent, boolean revoked, boolean expired) {
    if (spent) {
      return EnrolmentTokenState.ENROLMENT_TOKEN_STATE_SPENT;
    }
    if (revoked) {
      return EnrolmentTokenState.ENROLMENT_TOKEN_STATE_REVOKED;
    }
    return expired
        ? EnrolmentTokenState.ENROLMENT_TOKEN_STATE_EXPIRED
        : EnrolmentTokenState.ENROLMENT_TOKEN_STATE_OPEN;
  }
}
