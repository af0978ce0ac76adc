package dev.foureyes.control.node;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import dev.foureyes.control.access.Answers;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.Ids;
import dev.foureyes.control.node.EnrolmentTokenRepository.Stored;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.EnrolmentTokenState;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.node.v1.EnrolmentRegistryServiceGrpc;
import dev.foureyes.proto.node.v1.InspectTokenRequest;
import dev.foureyes.proto.node.v1.InspectTokenResponse;
import dev.foureyes.proto.node.v1.IssuedCertificate;
import dev.foureyes.proto.node.v1.RecordRenewalRequest;
import dev.foureyes.proto.node.v1.RecordRenewalResponse;
import dev.foureyes.proto.node.v1.RedeemTokenRequest;
import dev.foureyes.proto.node.v1.RedeemTokenResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a token becomes a node: once, whatever the number of gateways and tries. Consuming the
 * token, recording the certificate, adding the node and noting it for the event log are one
 * transaction.
 */
public final class EnrolmentRegistry
    extends EnrolmentRegistryServiceGrpc.EnrolmentRegistryServiceImplBase {

  /** Told of every committed change of a node. */
  @FunctionalInterface
  public interface NodeChanges {
    void changed(Scope scope, String nodeId);
  }

  /** Why a token or a node is refused; the names are part of the contract. */
  private enum Reason {
    TOKEN_UNKNOWN("there is no such enrolment token"),
    TOKEN_EXPIRED("the enrolment token has expired; make a new one"),
    TOKEN_SPENT("the enrolment token was used by another machine; make a new one"),
    TOKEN_REVOKED("the enrolment token was revoked; make a new one"),
    NODE_UNKNOWN("the node is not on the list of this installation"),
    NODE_REVOKED("the node was revoked; enrol the machine again to use it");

    private final String message;

    Reason(String message) {
      this.message = message;
    }

    StatusRuntimeException toException() {
      log.atWarn().addKeyValue("reason", this).log("enrolment refused");
      return StatusProto.toStatusRuntimeException(
          com.google.rpc.Status.newBuilder()
              .setCode(
                  this == NODE_REVOKED ? Code.PERMISSION_DENIED_VALUE : Code.UNAUTHENTICATED_VALUE)
              .setMessage(name() + ": " + message)
              .addDetails(
                  Any.pack(ErrorInfo.newBuilder().setReason(name()).setDomain("foureyes").build()))
              .build());
    }
  }

  private static final Logger log = LoggerFactory.getLogger(EnrolmentRegistry.class);

  /**
   * The present certificate and the one before it: a node that lost the reply to a renewal still
   * holds that.
   */
  private static final int ACCEPTED_CERTIFICATES = 2;

  private final Database database;
  private final NodeChanges changes;
  private final InstantSource clock;

  public EnrolmentRegistry(Database database, NodeChanges changes, InstantSource clock) {
    this.database = database;
    this.changes = changes;
    this.clock = clock;
  }

  @Override
  public void inspectToken(
      InspectTokenRequest request, StreamObserver<InspectTokenResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Stored token = database.read(handle -> find(handle, request.getToken()));
          if (token.publicKey().isEmpty()) {
            checkOpen(token);
          } // a spent one may be asked for again by its own key, which is seen when it is redeemed
          return InspectTokenResponse.newBuilder()
              .setOrg(token.scope().org())
              .setNodeId(token.nodeId())
              .build();
        });
  }

  private Stored find(Handle handle, String secret) {
    return EnrolmentTokenRepository.findByHash(handle, Ids.hash(secret), clock.instant())
        .orElseThrow(Reason.TOKEN_UNKNOWN::toException);
  }

  private static void checkOpen(Stored token) {
    if (token.revoked()) {
      throw Reason.TOKEN_REVOKED.toException();
    }
    if (token.token().getState() == EnrolmentTokenState.ENROLMENT_TOKEN_STATE_EXPIRED) {
      throw Reason.TOKEN_EXPIRED.toException();
    }
  }

  @Override
  public void redeemToken(
      RedeemTokenRequest request, StreamObserver<RedeemTokenResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          RedeemTokenResponse response = database.write(handle -> redeem(handle, request));
          changes.changed(
              database.read(handle -> find(handle, request.getToken())).scope(),
              response.getNodeId());
          return response;
        });
  }

  private RedeemTokenResponse redeem(Handle handle, RedeemTokenRequest request) {
    Stored token = find(handle, request.getToken());
    if (token.publicKey().isPresent()) {
      return again(token, request.getPublicKeySha256());
    }
    checkOpen(token);
    String name = freeName(handle, token, request.getSuggestedName());
    boolean consumed =
        EnrolmentTokenRepository.consume(
            handle,
            token.scope(),
            token.token().getId(),
            request.getPublicKeySha256(),
            name,
            request.getCertificate());
    if (!consumed) {
      throw Reason.TOKEN_SPENT.toException();
    }
    Timestamp now = Timestamps.fromMillis(clock.millis());
    NodeRepository.put(
        handle,
        token.scope(),
        Node.newBuilder()
            .setId(token.nodeId())
            .setName(name)
            .putAllLabels(token.token().getNodeLabelsMap())
            .addCertificateSerials(request.getCertificate().getSerial())
            .setCertificateExpiresAt(request.getCertificate().getNotAfter())
            .setEnrolledAt(now)
            .setUpdatedAt(now)
            .setVersion(1)
            .build());
    return RedeemTokenResponse.newBuilder()
        .setNodeId(token.nodeId())
        .setName(name)
        .setCertificate(request.getCertificate())
        .build();
  }

  /** The answer that got lost, for the key that it was meant for. */
  private static RedeemTokenResponse again(Stored token, String publicKey) {
    Optional<IssuedCertificate> certificate = token.certificate();
    if (certificate.isEmpty() || !token.publicKey().equals(Optional.of(publicKey))) {
      throw Reason.TOKEN_SPENT.toException();
    }
    return RedeemTokenResponse.newBuilder()
        .setNodeId(token.nodeId())
        .setName(token.givenName())
        .setCertificate(certificate.get())
        .build();
  }

  /**
   * The token's name for the node, else the suggested one, with a number behind it when another
   * node has it.
   */
  private static String freeName(Handle handle, Stored token, String suggested) {
    String wanted =
        token.token().getNodeName().isEmpty() ? suggested.strip() : token.token().getNodeName();
    String base = wanted.isEmpty() ? "node" : wanted;
    String name = withinBounds(base, "");
    for (int i = 2; NodeRepository.isNameTaken(handle, token.scope(), name, token.nodeId()); i++) {
      name = withinBounds(base, "-" + i);
    }
    return name;
  }

  private static String withinBounds(String base, String number) {
    return base.substring(0, Math.min(base.length(), NodeApi.MAX_NAME - number.length())).strip()
        + number;
  }

  @Override
  public void recordRenewal(
      RecordRenewalRequest request, StreamObserver<RecordRenewalResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = new Scope(request.getOrg());
          database.write(handle -> renew(handle, scope, request));
          changes.changed(scope, request.getNodeId());
          return RecordRenewalResponse.getDefaultInstance();
        });
  }

  private Node renew(Handle handle, Scope scope, RecordRenewalRequest request) {
    Node node =
        NodeRepository.find(handle, scope, request.getNodeId())
            .orElseThrow(Reason.NODE_UNKNOWN::toException);
    if (node.getRevoked()) {
      throw Reason.NODE_REVOKED.toException();
    }
    List<String> before = node.getCertificateSerialsList();
    Node renewed =
        node.toBuilder()
            .clearCertificateSerials()
            .addAllCertificateSerials(
                before.subList(
                    Math.max(0, before.size() - ACCEPTED_CERTIFICATES + 1), before.size()))
            .addCertificateSerials(request.getCertificate().getSerial())
            .setCertificateExpiresAt(request.getCertificate().getNotAfter())
            .setVersion(node.getVersion() + 1)
            .build();
    NodeRepository.put(handle, scope, renewed);
    return renewed;
  }
}
