package dev.foureyes.stores.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.proto.results.v1.ListLatestResultsRequest;
import dev.foureyes.proto.results.v1.ListResultsRequest;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.Layer;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.WriteBatch.Advance;
import dev.foureyes.testing.ResultFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Results get in once, together with the place in the log that they came from. */
abstract class WritingContract {

  private final ResultFixture node1 = ResultFixture.of("test-1", "node-1");

  abstract StoreUnderTest store();

  private List<Result> all() {
    return store()
        .reader()
        .list(
            StoreUnderTest.SCOPE,
            ListResultsRequest.newBuilder().setTestId("test-1").setPageSize(500).build())
        .getResultsList();
  }

  @Test
  void whatWasWrittenComesBackWhole() {
    Result passed = node1.passed(0, 42);
    Result failed = node1.failed(1);

    assertThat(store().write(passed, failed)).isEqualTo(2);

    assertThat(all()).containsExactly(failed, passed);
    assertThat(store().get().status().getRows()).isEqualTo(2);
    assertThat(store().get().status().getProblem()).isEmpty();
  }

  @Test
  void aResultIsStoredOnceHoweverOftenItIsWritten() {
    store().write(node1.passed(0, 42), node1.passed(1, 43));

    assertThat(store().write(node1.passed(1, 43), node1.passed(2, 44))).isEqualTo(1);

    assertThat(all()).hasSize(3);
    assertThat(store().get().status().getRows()).isEqualTo(3);
  }

  @Test
  void resultsAndPlacesOutliveTheProcess() {
    store()
        .get()
        .write(
            new WriteBatch(
                StoreUnderTest.LOG, List.of(node1.passed(0, 42)), Map.of(2, new Advance(0, 7))));

    store().reopen();

    assertThat(all()).hasSize(1);
    assertThat(store().get().places(StoreUnderTest.LOG).next(2)).hasValue(7);
    assertThat(store().get().places(StoreUnderTest.LOG).next(0)).isEmpty();
  }

  @Test
  void aWriterThatWasOvertakenIsFencedAndWritesNothing() {
    store()
        .get()
        .write(new WriteBatch(StoreUnderTest.LOG, List.of(), Map.of(0, new Advance(0, 10))));

    WriteBatch late =
        new WriteBatch(
            StoreUnderTest.LOG,
            List.of(node1.passed(0, 42)),
            Map.of(1, new Advance(0, 5), 0, new Advance(3, 12)));
    assertThatThrownBy(() -> store().get().write(late))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FENCED));

    assertThat(all()).isEmpty();
    assertThat(store().get().places(StoreUnderTest.LOG).next(0)).hasValue(10);
    assertThat(store().get().places(StoreUnderTest.LOG).next(1))
        .as("nothing of the batch is applied")
        .isEmpty();
    assertThat(store().write(node1.passed(0, 42))).as("the store goes on").isEqualTo(1);
  }

  @Test
  void placesMoveWithoutResultsToo() {
    store()
        .get()
        .write(new WriteBatch(StoreUnderTest.LOG, List.of(), Map.of(0, new Advance(0, 3))));
    store()
        .get()
        .write(new WriteBatch(StoreUnderTest.LOG, List.of(), Map.of(0, new Advance(3, 4))));

    assertThat(store().get().places(StoreUnderTest.LOG).next(0)).hasValue(4);
  }

  @Test
  void aLogThatWasMadeAnewIsReadFromItsBeginning() {
    store()
        .get()
        .write(
            new WriteBatch(
                StoreUnderTest.LOG, List.of(node1.passed(0, 42)), Map.of(0, new Advance(0, 9))));

    assertThat(store().get().places("other").next(0)).isEmpty();
    store()
        .get()
        .write(
            new WriteBatch(
                "other",
                List.of(node1.passed(0, 42), node1.passed(1, 42)),
                Map.of(0, new Advance(0, 2))));
    assertThat(store().get().places("other").next(0)).hasValue(2);
    assertThat(all()).hasSize(2);
  }

  @Test
  void lateResultsFindTheirPlace() {
    store().write(node1.passed(5, 50));
    store().write(node1.passed(0, 10), node1.passed(1, 11));

    assertThat(all()).extracting(Result::getSeq).containsExactly(5L, 1L, 0L);
  }

  @Test
  void namesAndLabelsAreThoseOfTheTime() {
    Result before = node1.passed(0, 42);
    Result after =
        node1.passed(1, 42).toBuilder()
            .setNodeName("renamed")
            .putNodeLabels("site", "paris")
            .setTestName("other")
            .build();

    store().write(before, after);

    assertThat(all()).containsExactly(after, before);
  }

  @Test
  void oldResultsAreDroppedByTheDay() {
    ResultFixture daily =
        new ResultFixture(
            "default",
            "test-1",
            "node-1",
            Instant.parse("2026-03-01T23:00:00Z"),
            Duration.ofDays(1));
    store().write(daily.passed(0, 1), daily.passed(1, 2), daily.passed(2, 3));

    store().get().dropBefore(Layer.RESULTS, Instant.parse("2026-03-03T12:00:00Z"));

    assertThat(all()).extracting(Result::getSeq).containsExactly(2L);
    assertThat(store().write(daily.passed(0, 1))).as("a late result of a dropped day").isEqualTo(1);
  }

  @Test
  void droppingEverythingLeavesNoLatest() {
    store().write(node1.passed(0, 1));

    store().get().dropBefore(Layer.RESULTS, Instant.parse("2026-05-01T00:00:00Z"));

    assertThat(all()).isEmpty();
    assertThat(
            store()
                .reader()
                .latest(
                    StoreUnderTest.SCOPE,
                    ListLatestResultsRequest.newBuilder().setTestId("test-1").build())
                .getResultsList())
        .isEmpty();
  }
}
