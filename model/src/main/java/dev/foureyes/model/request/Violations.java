package dev.foureyes.model.request;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a request, all of it, each with its field, the offending value and what was
 * expected.
 *
 * <p>Field names are paths as the contract spells them, for example {@code test.probe.http.url}.
 */
public final class Violations {

  private static final int MAX_VALUE_CHARS = 100;

  private final List<FieldViolation> found = new ArrayList<>();

  /** Notes a value that is not as expected. */
  public Violations add(String field, Object value, String expected) {
    return add(field, shown(value) + " (expected: " + expected + ")");
  }

  /** Notes a value that is not there. */
  public Violations missing(String field, String expected) {
    return add(field, "missing (expected: " + expected + ")");
  }

  /** Notes something about a field in free words. */
  public Violations add(String field, String description) {
    found.add(FieldViolation.newBuilder().setField(field).setDescription(description).build());
    return this;
  }

  /** Notes the value unless the condition holds. */
  public Violations check(boolean asExpected, String field, Object value, String expected) {
    if (!asExpected) {
      add(field, value, expected);
    }
    return this;
  }

  private static String shown(Object value) {
    if (!(value instanceof String text)) {
      return String.valueOf(value);
    }
    return text.length() <= MAX_VALUE_CHARS
        ? '"' + text + '"'
        : '"' + text.substring(0, MAX_VALUE_CHARS) + "…\" (" + text.length() + " characters)";
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Ends the call when anything was noted.
   *
   * @throws StatusRuntimeException INVALID_ARGUMENT with a {@code google.rpc.BadRequest}
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw toException();
    }
  }

  private StatusRuntimeException toException() {
    FieldViolation first = found.getFirst();
    String more = found.size() == 1 ? "" : " (and " + (found.size() - 1) + " more)";
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage(first.getField() + ": " + first.getDescription() + more)
            .addDetails(Any.pack(BadRequest.newBuilder().addAllFieldViolations(found).build()))
            .build());
  }

  /** One violation as a call's end. */
  public static StatusRuntimeException of(String field, Object value, String expected) {
    return new Violations().add(field, value, expected).toException();
  }
}
