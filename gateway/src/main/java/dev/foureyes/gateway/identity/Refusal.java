package dev.foureyes.gateway.identity;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a node is turned away. The names are part of the contract: nodes read them from the status's
 * {@code ErrorInfo}.
 */
public enum Refusal {
  TOKEN_UNKNOWN(Code.UNAUTHENTICATED, "there is no such enrolment token"),
  TOKEN_EXPIRED(Code.UNAUTHENTICATED, "the enrolment token has expired; make a new one"),
  TOKEN_SPENT(
      Code.UNAUTHENTICATED, "the enrolment token was used by another machine; make a new one"),
  TOKEN_REVOKED(Code.UNAUTHENTICATED, "the enrolment token was revoked; make a new one"),
  CERTIFICATE_MISSING(Code.UNAUTHENTICATED, "the call needs the node's certificate"),
  CERTIFICATE_UNTRUSTED(
      Code.UNAUTHENTICATED, "the certificate is not one that this installation issued to the node"),
  CERTIFICATE_EXPIRED(
      Code.UNAUTHENTICATED, "the certificate has expired; only renewal is open to it"),
  NODE_UNKNOWN(Code.UNAUTHENTICATED, "the node is not on the list of this installation"),
  NODE_REVOKED(Code.PERMISSION_DENIED, "the node was revoked; enrol the machine again to use it"),
  SESSION_REPLACED(Code.ABORTED, "the node opened another session"),
  REQUEST_INVALID(Code.INVALID_ARGUMENT, "the certificate request cannot be used");

  /** Domain of the reasons. */
  public static final String DOMAIN = "foureyes";

  private final Code code;
  private final String message;

  Refusal(Code code, String message) {
    this.code = code;
    this.message = message;
  }

  /**
   * The refusal that a call has ended with, ours or the registry's; empty when it is another end.
   */
  public static Optional<Refusal> of(Throwable end) {
    Status status = StatusProto.fromThrowable(end);
    if (status == null) {
      return Optional.empty();
    }
    return status.getDetailsList().stream()
        .filter(detail -> detail.is(ErrorInfo.class))
        .flatMap(
            detail -> Arrays.stream(values()).filter(refusal -> detail.equals(refusal.detail())))
        .findFirst();
  }

  /** As a call's end. */
  public StatusRuntimeException toException() {
    Status status =
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(name() + ": " + message)
            .addDetails(detail())
            .build();
    return StatusProto.toStatusRuntimeException(status);
  }

  private Any detail() {
    return Any.pack(ErrorInfo.newBuilder().setReason(name()).setDomain(DOMAIN).build());
  }
}
