package dev.foureyes.control.access;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends calls: with the answer of their handler, or with how it failed. */
public final class Answers {

  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  /**
   * What is wrong with the request or the state is told; a defect of ours is logged and not told.
   */
  public static <A> void answer(StreamObserver<A> observer, Supplier<A> handler) {
    A answer;
    try {
      answer = handler.get();
    } catch (StatusRuntimeException e) {
      observer.onError(e);
      return;
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("a call failed");
      observer.onError(
          Status.INTERNAL
              .withDescription("the server failed; its log says why")
              .asRuntimeException());
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  /** The end of a call for something that is not there, or not the caller's. */
  public static StatusRuntimeException notFound(String field, String value, String expected) {
    return Status.NOT_FOUND
        .withDescription(field + ": \"" + value + "\" (expected: " + expected + ")")
        .asRuntimeException();
  }

  /**
   * Checks that a change was made on the version that is stored.
   *
   * @param thing what is changed, for example {@code test}
   * @param version that the caller read, 0 for any
   * @throws StatusRuntimeException when there is another by now
   */
  public static void checkVersion(String thing, long version, long stored) {
    if (version != 0 && version != stored) {
      throw Status.ABORTED
          .withDescription(
              "%s.version: %d (expected: %d; somebody else has changed the %s meanwhile)"
                  .formatted(thing, version, stored, thing))
          .asRuntimeException();
    }
  }
}
