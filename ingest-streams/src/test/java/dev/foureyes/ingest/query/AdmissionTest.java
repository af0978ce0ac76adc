package dev.foureyes.ingest.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.ingest.query.Admission.Size;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch done = new CountDownLatch(1);

  @AfterEach
  void stop() throws InterruptedException {
    done.countDown();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private List<Future<String>> fill(Admission admission, Size size, int count)
      throws InterruptedException {
    CountDownLatch running = new CountDownLatch(count);
    List<Future<String>> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      queries.add(
          threads.submit(() ->
              admission.run(
                  size,
                  () -> {
                    running.countDown();
                    return await();
                  })));
    }
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    return queries;
  }

  private String await() {
    try {
      return done.await(20, TimeUnit.SECONDS) ? "done" : "late";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }

  @Test
  void largeQueriesLeaveRoomForSmallOnes() throws Exception {
    Admission admission = new Admission(3, 2, Duration.ofMillis(50));
    fill(admission, Size.LARGE, 2);

    assertThat(admission.run(Size.SMALL, () -> "at once")).isEqualTo("at once");
    assertThatThrownBy(() -> admission.run(Size.LARGE, () -> "never"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage(
            "RESOURCE_EXHAUSTED: store: 2 large queries are running already (expected: one to end within 0 s)");
  }

  @Test
  void aQueryWaitsForItsTurn() throws Exception {
    Admission admission = new Admission(1, 1, Duration.ofSeconds(20));
    List<Future<String>> first = fill(admission, Size.SMALL, 1);
    Future<String> second = threads.submit(() -> admission.run(Size.LARGE, () -> "second"));

    done.countDown();

    assertThat(first.getFirst().get(10, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("second");
  }

  @Test
  void aFailedQueryGivesItsPlaceBack() {
    Admission admission = new Admission(1, 1, Duration.ofMillis(50));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() ->
              admission.run(
                  Size.LARGE,
                  () -> {
                    throw new IllegalStateException("failed");
                  }))
          .hasMessage("failed");
    }
    assertThat(admission.run(Size.LARGE, () -> "next")).isEqualTo("next");
  }

  @Test
  void aCancelledCallEndsItsQueryAndNothingAfterIt() throws Exception {
    CancellableContext call = Context.current().withCancellation();
    CountDownLatch running = new CountDownLatch(1);
    Future<String> query =
        threads.submit(
            call.wrap(() -> {
              String ended =
                  UntilCancelled.run(() -> {
                    running.countDown();
                    return await();
                  });
              return ended + ", then " + Thread.currentThread().isInterrupted();
            }));
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    call.cancel(null);

    assertThat(query.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted, then false");
  }

  @Test
  void aCallThatWasCancelledBeforeDoesNotRun() {
    CancellableContext call = Context.current().withCancellation();
    call.cancel(null);

    assertThat(call.wrap(() -> UntilCancelled.run(this::await)))
        .satisfies(query -> assertThat(query.call()).isEqualTo("interrupted"));
  }
}
