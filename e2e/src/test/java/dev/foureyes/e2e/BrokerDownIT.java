package dev.foureyes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.control.v1.Component;
import dev.foureyes.proto.control.v1.ComponentState;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.proto.results.v1.GetStoreStatusResponse;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The event log is killed and away for two minutes, while nodes go on measuring. Nodes keep what
 * they find, people are told what is wrong, and afterwards everything is there: in order, without a
 * gap, and once.
 */
class BrokerDownIT {

  /** 120 s, unless the property {@code foureyes.e2e.outage-seconds} says otherwise. */
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("foureyes.e2e.outage-seconds", 120));

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final List<String> NODES = List.of("north", "south");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @org.junit.jupiter.api.Test
  void nothingIsLostOrDoubledWhileTheEventLogIsAway() {
    try (var target = new LocalTarget();
        var server = Installation.inParts(directory, Installation.NO_FIRST_TESTS).start();
        var north = server.node(NODES.getFirst());
        var south = server.node(NODES.getLast());
        var batches = TopicRecords.of(server, Topics.NODE_BATCHES);
        var results = TopicRecords.of(server, Topics.RESULTS)) {
      Api api = server.api();
      List<Test> tests = new ArrayList<>();
      tests.add(create(api, "page", target.http()));
      tests.add(create(api, "port", target.tcp()));
      north.start(api.enrolmentToken("north", Map.of()));
      south.start(api.enrolmentToken("south", Map.of()));
      awaitResultsOfBoth(api, tests.getFirst());
      awaitSystem(api, ComponentState.COMPONENT_STATE_OK);

      // --- the event log goes away
      long killed = System.nanoTime();
      server.process(Part.BROKER).kill();
      awaitEventLog(api, ComponentState.COMPONENT_STATE_DOWN);
      Duration noticed = since(killed);
      assertThat(component(api, "event log").getMessage())
          .as("what is wrong and what becomes of results, for people")
          .contains("event log (Kafka) does not answer")
          .contains("Nodes keep their results on disk");
      Await.until(
          "the gateway to say so",
          PATIENCE,
          () -> server.health(Part.GATEWAY).startsWith("503 not ready"));
      assertThat(server.health(Part.GATEWAY)).contains("event log (Kafka) does not answer");

      double acknowledged = server.metric(Part.GATEWAY, "foureyes_gateway_records_total");
      Test declaredMeanwhile = create(api, "declared meanwhile", target.http());
      tests.add(declaredMeanwhile);
      long[] most = new long[2]; // lag in records, ms for two answers
      Await.until(
          "the outage to be over",
          OUTAGE.plus(PATIENCE),
          POLL,
          () -> {
            long asked = System.nanoTime();
            assertThat(api.system().getComponentsList())
                .filteredOn(each -> each.getName().equals("event log"))
                .allMatch(each -> each.getState() == ComponentState.COMPONENT_STATE_DOWN);
            assertThat(api.results(tests.getFirst().getId())).as("what was stored").isNotEmpty();
            most[1] = Math.max(most[1], since(asked).toMillis());
            most[0] = Math.max(most[0], lag(server));
            return since(killed).compareTo(OUTAGE) >= 0;
          });
      long kept = most[0];
      assertThat(kept)
          .as("records on the nodes' disks, of some %d that were measured", 4 * OUTAGE.toSeconds())
          .isGreaterThan(2 * OUTAGE.toSeconds());
      assertThat(server.metric(Part.GATEWAY, "foureyes_gateway_records_total"))
          .as("records acknowledged while there was no event log")
          .isEqualTo(acknowledged);
      assertThat(north.process().isAlive() && south.process().isAlive()).isTrue();

      // --- it comes back
      long restarted = System.nanoTime();
      server.start(Part.BROKER);
      awaitSystem(api, ComponentState.COMPONENT_STATE_OK);
      Duration well = since(restarted);
      Await.until(
          "the gateway to be well",
          PATIENCE,
          () -> server.health(Part.GATEWAY).startsWith("200 ok"));
      awaitResultsOfBoth(api, declaredMeanwhile);

      // --- all is there
      for (Test test : tests) {
        api.patch(
            "/api/v1/tests/" + test.getId() + "?update_mask=paused",
            Test.newBuilder().setPaused(true).build(),
            Test.newBuilder());
      }
      awaitNothingOnTheWay(server, results);
      Duration complete = since(restarted);
      List<Result> all = results.values();
      Map<String, Integer> perNode = Completeness.check(all);
      long repeated = Completeness.checkBatches(batches.values());
      for (String name : NODES) {
        Node node = api.node(name).orElseThrow();
        assertThat(perNode.getOrDefault(node.getId(), 0).longValue())
            .as("results of %s: as many as it has measured", name)
            .isEqualTo(node.getStatus().getHealth().getResultsTotal());
        assertThat(node.getStatus().getLostRecords()).isZero();
      }
      assertThat(storedRows(api)).as("rows in the store").isEqualTo(all.size());
      System.out.printf(
          "broker down %d s: noticed after %.1f s; %d records kept by nodes; the API gave two answers in %d ms at most;"
              + " back: system ok after %.1f s, complete after %.1f s; %d results, 0 lost, 0 doubled"
              + " (%d records were sent again and dropped)%n",
          OUTAGE.toSeconds(),
          noticed.toMillis() / 1e3,
          kept,
          most[1],
          well.toMillis() / 1e3,
          complete.toMillis() / 1e3,
          all.size(),
          repeated);
    }
  }

  private static Test create(Api api, String name, ProbeConfig probe) {
    return api.create(
        Test.newBuilder()
            .setName(name)
            .setProbe(probe)
            .setIntervalMs(1_000)
            .setTimeoutMs(900)
            .build());
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static Component component(Api api, String name) {
    return api.system().getComponentsList().stream()
        .filter(component -> component.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitEventLog(Api api, ComponentState state) {
    Await.until(
        "the event log to be " + state,
        PATIENCE,
        () -> component(api, "event log").getState() == state);
  }

  private static void awaitSystem(Api api, ComponentState state) {
    Await.until(
        "all components to be " + state,
        PATIENCE.multipliedBy(2),
        POLL,
        () ->
            api.system().getComponentsCount() > 0
                && api.system().getComponentsList().stream()
                    .allMatch(component -> component.getState() == state));
  }

  private static void awaitResultsOfBoth(Api api, Test test) {
    Await.until(
        "results of \"" + test.getName() + "\" of both nodes",
        PATIENCE.multipliedBy(2),
        POLL,
        () ->
            api.results(test.getId()).stream().map(Result::getNodeName).distinct().count()
                == NODES.size());
  }

  /** Records on the disks of connected nodes. */
  private static long lag(Installation server) {
    return (long) server.metric(Part.GATEWAY, "foureyes_gateway_node_lag_records");
  }

  private static long storedRows(Api api) {
    return api.get("/api/v1/store", GetStoreStatusResponse.newBuilder()).getRows();
  }

  /** Waits until the nodes measure no more, and all that they measured is in the log and stored. */
  private static void awaitNothingOnTheWay(Installation server, TopicRecords<Result> results) {
    Api api = server.api();
    Await.until(
        "everything to have arrived",
        PATIENCE.multipliedBy(3),
        POLL,
        () -> {
          long measured = 0;
          for (String name : NODES) {
            Node node = api.node(name).orElseThrow();
            if (node.getStatus().getHealth().getResultsTotal() == 0
                || node.getStatus().getHealth().getTestsAssigned() > 0
                || node.getStatus().getLagRecords() > 0) {
              return false;
            }
            measured += node.getStatus().getHealth().getResultsTotal();
          }
          return results.size() >= measured && storedRows(api) >= results.size();
        });
  }
}
