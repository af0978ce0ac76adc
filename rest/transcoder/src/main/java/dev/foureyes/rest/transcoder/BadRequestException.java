package dev.foureyes.rest.transcoder;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.Status;

/** The HTTP request cannot be read as the message that the method takes. */
final class BadRequestException extends Exception {

  private final HttpError error;

  private BadRequestException(HttpError error) {
    super(error.status().getMessage());
    this.error = error;
  }

  static BadRequestException of(HttpError error) {
    return new BadRequestException(error);
  }

  /** One wrong value: which, what it is, and what was expected. */
  static BadRequestException field(String field, String description) {
    BadRequest.FieldViolation violation =
        BadRequest.FieldViolation.newBuilder().setField(field).setDescription(description).build();
    Status status =
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage(field + ": " + description)
            .addDetails(Any.pack(BadRequest.newBuilder().addFieldViolations(violation).build()))
            .build();
    return new BadRequestException(HttpError.of(status));
  }

  HttpError error() {
    return error;
  }
}
