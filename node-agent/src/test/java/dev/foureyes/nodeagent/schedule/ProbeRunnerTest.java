package dev.foureyes.nodeagent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.RunTrigger;
import dev.foureyes.proto.results.v1.TcpResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeRunnerTest {

  private static final ProbeDetail DETAIL =
      new ProbeDetail.Tcp(TcpResult.newBuilder().setConnectMs(1).build());
  private static final Assignment TEST =
      Assignment.newBuilder()
          .setTestId("t")
          .setConfigVersion(2)
          .setIntervalMs(1000)
          .setTimeoutMs(200)
          .build();

  private final List<ProbeResult> results = new ArrayList<>();
  private final NodeClock clock = NodeClock.system();
  private ProbeRunner runner =
      new ProbeRunner(results::add, clock, new LatenessWindow(), new RecordingReview());

  private Occasion occasion() {
    return new Occasion(5, 5000, clock.nanos(), RunTrigger.RUN_TRIGGER_UNSPECIFIED);
  }

  private ProbeResult run(Probe probe) throws Exception {
    runner.run(new ScheduledTest(TEST, probe), occasion());
    return results.getLast();
  }

  @Test
  void failureIsReportedWithWhatWasMeasured() throws Exception {
    Failure failure = new Failure(Fault.FAULT_PATH, ErrorPhase.ERROR_PHASE_CONNECT, "no answer");
    ProbeResult result = run(deadline -> new ProbeOutcome.Failed(DETAIL, failure));
    assertThat(result.getFault()).isEqualTo(Fault.FAULT_PATH);
    assertThat(result.getErrorPhase()).isEqualTo(ErrorPhase.ERROR_PHASE_CONNECT);
    assertThat(result.getError()).isEqualTo("no answer");
    assertThat(result.getTcp().getConnectMs()).isEqualTo(1);
    assertThat(result.getRound()).isEqualTo(5);
    assertThat(result.getScheduledAt().getSeconds()).isEqualTo(5);
    assertThat(result.getDurationMs()).isPositive();
  }

  @Test
  void defectIsAResultAndIsCounted() throws Exception {
    ProbeResult result =
        run(deadline -> {
          throw new IllegalStateException("a mistake");
        });
    assertThat(result.getFault()).isEqualTo(Fault.FAULT_INTERNAL);
    assertThat(result.getError())
        .isEqualTo(
            "the probe failed by a defect of the agent: java.lang.IllegalStateException: a mistake");
    assertThat(runner.defects()).isEqualTo(1);
  }

  @Test
  void evenAnErrorIsAResult() throws Exception {
    ProbeResult result =
        run(deadline -> {
          throw new StackOverflowError();
        });
    assertThat(result.getFault()).isEqualTo(Fault.FAULT_INTERNAL);
  }

  @Test
  void probeThatDoesNotEndIsGivenUp() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    long start = System.nanoTime();
    ProbeResult result =
        run(deadline -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return new ProbeOutcome.Passed(DETAIL);
        });
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
    assertThat(result.getFault()).isEqualTo(Fault.FAULT_INTERNAL);
    assertThat(result.getError()).isEqualTo("the probe did not end by its timeout of 200 ms");
    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void textFromOutsideIsMadeHarmless() throws Exception {
    String hostile = "a\u0000b\r\nc\u001b[31m\ud800" + "😀".repeat(2000);
    Failure failure = new Failure(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_STATUS, hostile);
    ProbeResult result = run(deadline -> new ProbeOutcome.Failed(DETAIL, failure));
    assertThat(result.getError())
        .startsWith("a?b??c?[31m?")
        .hasSizeLessThanOrEqualTo(1024)
        .endsWith("😀");
  }

  @Test
  void resultThatIsTooLargeIsReplacedBySayingSo() throws Exception {
    runner =
        new ProbeRunner(
            result -> {
              if (result.hasTcp()) {
                throw new IllegalArgumentException("result: 9 bytes (expected: at most 8)");
              }
              results.add(result);
            },
            clock,
            new LatenessWindow(),
            new RecordingReview());
    ProbeResult result = run(deadline -> new ProbeOutcome.Passed(DETAIL));
    assertThat(result.getFault()).isEqualTo(Fault.FAULT_INTERNAL);
    assertThat(result.getError()).contains("result: 9 bytes");
  }
}
