package dev.foureyes.nodeagent.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.security.cert.CertificateException;
import java.util.Optional;

/** Why a call to a gateway failed. */
public sealed interface GatewayFailure {

  /** One sentence for people. */
  String sentence();

  /** The gateway said no and gave one of the contract's reasons. */
  record Refused(Refusal refusal) implements GatewayFailure {

    @Override
    public String sentence() {
      return refusal.advice();
    }
  }

  /**
   * Anything else: no connection, a certificate that is not the gateway's, an error in the gateway.
   * Worth another try.
   */
  record Failed(String sentence) implements GatewayFailure {}

  /** Classifies what a call threw. */
  static GatewayFailure of(Throwable thrown) {
    Optional<Refusal> refusal = reason(thrown).flatMap(Refusal::of);
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return new Failed(String.valueOf(cause.getMessage()));
      }
    }
    return new Failed(sentence(thrown));
  }

  private static Optional<String> reason(Throwable thrown) {
    com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      return Optional.empty();
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return Optional.of(detail.unpack(ErrorInfo.class).getReason());
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static String sentence(Throwable thrown) {
    Status status = Status.fromThrowable(thrown);
    StringBuilder sentence = new StringBuilder(status.getCode().name());
    if (status.getDescription() != null) {
      sentence.append(": ").append(status.getDescription());
    }
    Throwable cause = status.getCause();
    if (cause != null && cause.getMessage() != null) {
      sentence.append(": ").append(cause.getMessage());
    }
    return sentence.toString();
  }
}
