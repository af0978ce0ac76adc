package dev.foureyes.stores.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.ListLatestResultsRequest;
import dev.foureyes.proto.results.v1.ListLatestResultsResponse;
import dev.foureyes.proto.results.v1.ListResultsRequest;
import dev.foureyes.proto.results.v1.ListResultsResponse;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.testing.ResultFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole results: newest first, page by page, one by name, the newest of each node. */
abstract class ListingContract {

  private static final Scope OTHER = new Scope("other");

  private final ResultFixture node1 = ResultFixture.of("test-1", "node-1");
  private final ResultFixture node2 = ResultFixture.of("test-1", "node-2");

  abstract StoreUnderTest store();

  private ListResultsResponse list(ListResultsRequest.Builder request) {
    return store().reader().list(StoreUnderTest.SCOPE, request.setTestId("test-1").build());
  }

  @Test
  void pagesHoldEveryResultOnceAcrossNodesAndDays() {
    ResultFixture overnight =
        new ResultFixture(
            "default",
            "test-1",
            "node-1",
            Instant.parse("2026-03-01T20:00:00Z"),
            Duration.ofHours(1));
    ResultFixture other =
        new ResultFixture(
            "default",
            "test-1",
            "node-2",
            Instant.parse("2026-03-01T20:00:00Z"),
            Duration.ofHours(1));
    for (int i = 0; i < 11; i++) {
      store().write(overnight.passed(i, 10), other.passed(i, 10));
    }

    List<Result> seen = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      ListResultsResponse page =
          list(ListResultsRequest.newBuilder().setPageSize(4).setPageToken(token));
      assertThat(page.getResultsCount()).isBetween(1, 4);
      seen.addAll(page.getResultsList());
      token = page.getNextPageToken();
      pages++;
    } while (!token.isEmpty());

    assertThat(pages).isEqualTo(6);
    assertThat(seen).extracting(Result::getId).doesNotHaveDuplicates().hasSize(22);
    assertThat(seen)
        .isSortedAccordingTo((a, b) ->
            Timestamps.compare(b.getProbe().getScheduledAt(), a.getProbe().getScheduledAt()));
  }

  @Test
  void aLastPageThatIsFullHasNoNext() {
    store().write(node1.passed(0, 1), node1.passed(1, 1));

    assertThat(list(ListResultsRequest.newBuilder().setPageSize(2)).getNextPageToken()).isEmpty();
  }

  @Test
  void filtersByNodeTimeAndFailure() {
    store().write(node1.passed(0, 1), node1.failed(1), node1.passed(2, 1), node2.failed(1));

    assertThat(list(ListResultsRequest.newBuilder().setNodeId("node-1")).getResultsList())
        .hasSize(3);
    assertThat(list(ListResultsRequest.newBuilder().setFailedOnly(true)).getResultsList())
        .extracting(Result::getNodeId)
        .containsExactlyInAnyOrder("node-1", "node-2");
    var from = node1.failed(1).getProbe().getScheduledAt();
    var to = node1.passed(2, 1).getProbe().getScheduledAt();
    assertThat(
            list(ListResultsRequest.newBuilder().setNodeId("node-1").setFrom(from).setTo(to))
                .getResultsList())
        .as("from is included, to is not")
        .extracting(Result::getSeq)
        .containsExactly(1L);
  }

  @Test
  void aTokenOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> list(ListResultsRequest.newBuilder().setPageToken("junk")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("page_token: \"junk\" (expected: the next_page_token of the page before)");
  }

  @Test
  void oneResultIsFoundByItsName() {
    Result result = node1.passed(3, 12);
    store().write(node1.passed(2, 11), result, node2.passed(3, 13));

    assertThat(store().reader().get(StoreUnderTest.SCOPE, "test-1", result.getId()))
        .contains(result);
    assertThat(store().reader().get(StoreUnderTest.SCOPE, "test-2", result.getId())).isEmpty();
    assertThat(store().reader().get(StoreUnderTest.SCOPE, "test-1", node1.passed(9, 1).getId()))
        .isEmpty();
    assertThat(store().reader().get(StoreUnderTest.SCOPE, "test-1", "junk")).isEmpty();
  }

  @Test
  void theNewestOfEachNodeIsTheOneDueLast() {
    store().write(node1.passed(5, 1), node2.passed(1, 1), node2.failed(2));
    store().write(node1.passed(4, 1)); // late

    ListLatestResultsResponse latest =
        store()
            .reader()
            .latest(
                StoreUnderTest.SCOPE,
                ListLatestResultsRequest.newBuilder().setTestId("test-1").build());

    assertThat(latest.getResultsList()).containsExactly(node1.passed(5, 1), node2.failed(2));
    assertThat(latest.getNextPageToken()).isEmpty();
  }

  @Test
  void theNewestOfManyNodesComeInPages() {
    for (int i = 0; i < 5; i++) {
      store().write(ResultFixture.of("test-1", "node-" + i).passed(0, 1));
    }

    List<String> nodes = new ArrayList<>();
    String token = "";
    do {
      ListLatestResultsResponse page =
          store()
              .reader()
              .latest(
                  StoreUnderTest.SCOPE,
                  ListLatestResultsRequest.newBuilder()
                      .setTestId("test-1")
                      .setPageSize(2)
                      .setPageToken(token)
                      .build());
      page.getResultsList().forEach(result -> nodes.add(result.getNodeId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(nodes).containsExactly("node-0", "node-1", "node-2", "node-3", "node-4");
  }

  @Test
  void anotherOrganisationSeesNothing() {
    Result ours = node1.passed(0, 1);
    Result theirs = node1.in("other").passed(0, 2);
    store().write(ours, theirs);

    assertThat(
            store()
                .reader()
                .list(OTHER, ListResultsRequest.newBuilder().setTestId("test-1").build())
                .getResultsList())
        .containsExactly(theirs);
    assertThat(list(ListResultsRequest.newBuilder()).getResultsList()).containsExactly(ours);
    Scope third = new Scope("third");
    assertThat(store().reader().get(third, "test-1", ours.getId())).isEmpty();
    assertThat(
            store()
                .reader()
                .latest(third, ListLatestResultsRequest.newBuilder().setTestId("test-1").build())
                .getResultsList())
        .isEmpty();
  }
}
