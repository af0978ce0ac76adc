package dev.foureyes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The all-in-one server ends, asked or not, and is started again where it was. */
class RestartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SOME = 5;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @org.junit.jupiter.api.Test
  void aServerThatWasStoppedOrKilledComesBackWithAllItHad_andItsNodeFindsItAgain() {
    try (var target = new LocalTarget();
        var server = Installation.inOneProcess(directory, Installation.NO_FIRST_TESTS).start();
        var node = server.node("faithful");
        var batches = TopicRecords.of(server, Topics.NODE_BATCHES);
        var results = TopicRecords.of(server, Topics.RESULTS)) {
      Api api = server.api();
      Test test =
          api.create(
              Test.newBuilder()
                  .setName("page")
                  .setProbe(target.http())
                  .setIntervalMs(1_000)
                  .setTimeoutMs(900)
                  .build());
      node.start(api.enrolmentToken("faithful", Map.of("shelf", "3")));
      awaitMore(api, test, SOME);

      String stopped = restart(server, test, FourEyesProcess::close);
      String killed = restart(server, test, FourEyesProcess::kill);

      awaitMore(api, test, SOME);
      List<Result> all = results.values();
      Map<String, Integer> perNode = Completeness.check(all);
      long repeated = Completeness.checkBatches(batches.values());
      assertThat(perNode).containsOnlyKeys(api.node("faithful").orElseThrow().getId());
      assertThat(node.process().isAlive()).as("the same process as at the beginning").isTrue();
      System.out.printf(
          "restart: SIGTERM: %s; SIGKILL: %s; %d results without a gap (%d records came again)%n",
          stopped, killed, all.size(), repeated);
    }
  }

  /** Ends the server, starts it, and checks what it has; how long that took, for people. */
  private static String restart(Installation server, Test test, Consumer<FourEyesProcess> end) {
    Api api = server.api();
    var nodeBefore = declared(api);
    Test testBefore = test(api, test);
    List<Result> resultsBefore = api.results(test.getId());

    long begun = System.nanoTime();
    end.accept(server.process(Part.ALL));
    long ended = System.nanoTime();
    server.start(Part.ALL);
    server.awaitHealthy(Part.ALL);
    long healthy = System.nanoTime();

    assertThat(api.signIn()).as("the user's password").isEqualTo(200);
    assertThat(test(api, test)).isEqualTo(testBefore);
    assertThat(declared(api)).isEqualTo(nodeBefore);
    assertThat(api.results(test.getId())).containsAll(resultsBefore);
    awaitMore(api, test, 1);
    return String.format(
        Locale.ROOT,
        "ended in %.1f s, healthy after %.1f s, results flow after %.1f s",
        (ended - begun) / 1e9,
        (healthy - ended) / 1e9,
        (System.nanoTime() - healthy) / 1e9);
  }

  private static dev.foureyes.proto.control.v1.Node declared(Api api) {
    return api.node("faithful").orElseThrow().toBuilder().clearStatus().build();
  }

  private static Test test(Api api, Test test) {
    return api.get("/api/v1/tests/" + test.getId(), Test.newBuilder()).build();
  }

  /** Waits for results that are made from now on. */
  private static void awaitMore(Api api, Test test, int count) {
    long now = System.currentTimeMillis();
    Await.until(
        count + " new results",
        PATIENCE,
        () ->
            api.results(test.getId()).stream()
                    .filter(result -> Timestamps.toMillis(result.getProbe().getScheduledAt()) > now)
                    .count()
                >= count);
  }
}
