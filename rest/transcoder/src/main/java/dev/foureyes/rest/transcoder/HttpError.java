package dev.foureyes.rest.transcoder;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.Map;

/**
 * A response that is not the one asked for: an HTTP status, and a {@code google.rpc.Status} as the
 * body.
 *
 * @param httpStatus 400 to 599
 * @param headers further response headers
 */
record HttpError(int httpStatus, Status status, Map<String, String> headers) {

  HttpError {
    headers = Map.copyOf(headers);
  }

  /** The HTTP status of each code as google/rpc/code.proto states it. */
  static HttpError of(Status status) {
    Code code = Code.forNumber(status.getCode());
    int httpStatus =
        switch (code == null ? Code.UNKNOWN : code) {
          case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
          case UNAUTHENTICATED -> 401;
          case PERMISSION_DENIED -> 403;
          case NOT_FOUND -> 404;
          case ALREADY_EXISTS, ABORTED -> 409;
          case RESOURCE_EXHAUSTED -> 429;
          case CANCELLED -> 499;
          case UNIMPLEMENTED -> 501;
          case UNAVAILABLE -> 503;
          case DEADLINE_EXCEEDED -> 504;
          case OK, UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> 500;
        };
    return new HttpError(httpStatus, status, Map.of());
  }

  static HttpError of(int httpStatus, Code code, String message) {
    return new HttpError(
        httpStatus,
        Status.newBuilder().setCode(code.getNumber()).setMessage(message).build(),
        Map.of());
  }

  HttpError withHeader(String name, String value) {
    return new HttpError(httpStatus, status, Map.of(name, value));
  }
}
