package dev.foureyes.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * How a call ended that was not answered.
 *
 * @param violations {@code field: description}, in their order
 * @param reason of the error, as the contract names it; empty for none
 */
public record Refusal(Status.Code code, String message, List<String> violations, String reason) {

  public Refusal {
    violations = List.copyOf(violations);
  }

  /** The refusal that a call must end with. */
  public static Refusal of(ThrowingCallable call) {
    StatusRuntimeException thrown =
        Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(thrown).as("the call was answered").isNotNull();
    return of(thrown);
  }

  public static Refusal of(StatusRuntimeException thrown) {
    List<String> violations = new ArrayList<>();
    String reason = "";
    com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
    for (Any detail : status == null ? List.<Any>of() : status.getDetailsList()) {
      if (detail.is(BadRequest.class)) {
        unpack(detail, BadRequest.class)
            .getFieldViolationsList()
            .forEach(found -> violations.add(found.getField() + ": " + found.getDescription()));
      } else if (detail.is(ErrorInfo.class)) {
        reason = unpack(detail, ErrorInfo.class).getReason();
      }
    }
    String description = thrown.getStatus().getDescription();
    return new Refusal(
        thrown.getStatus().getCode(), description == null ? "" : description, violations, reason);
  }

  private static <M extends com.google.protobuf.Message> M unpack(Any detail, Class<M> type) {
    try {
      return detail.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
