package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.PathResult;
import dev.foureyes.proto.results.v1.ProbeResultOrBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Traces the way to a target right after its test has failed, by the protocol of the test: routers
 * and firewalls treat them differently. A few at a time, for when a network goes down everything
 * fails at once; what finds no place is not traced.
 */
public final class FailureTraces {

  private static final int AT_ONCE = 4;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final PathProbes paths;
  private final Ticker ticker;
  private final Semaphore places = new Semaphore(AT_ONCE);

  public FailureTraces(PathProbes paths, Ticker ticker) {
    this.paths = paths;
    this.ticker = ticker;
  }

  /**
   * The way to where a failed run went; absent where there is none to trace: the name did not
   * resolve, the test has no target of its own, the machine does not let the node trace, or too
   * much is traced already. Takes five seconds at most.
   */
  public Optional<PathResult> trace(ProbeConfig config, ProbeResultOrBuilder failed)
      throws InterruptedException {
    boolean isNameUnknown =
        failed.getErrorPhase() == ErrorPhase.ERROR_PHASE_DNS && !config.hasDns();
    Optional<PathProbe> way = isNameUnknown ? Optional.empty() : WayOfTest.of(config);
    if (way.isEmpty() || !places.tryAcquire()) {
      return Optional.empty();
    }
    try {
      PathProbe exact = toTheOneThatFailed(way.get(), failed);
      ProbeOutcome outcome = paths.create(exact).run(Deadline.after(TIMEOUT, ticker));
      return outcome.detail() instanceof ProbeDetail.Path(PathResult path)
          ? Optional.of(path)
          : Optional.empty();
    } catch (InvalidProbeException e) {
      return Optional.empty(); // this machine cannot trace
    } finally {
      places.release();
    }
  }

  /** Of several addresses that were requested, the one whose failure is the run's. */
  private static PathProbe toTheOneThatFailed(PathProbe way, ProbeResultOrBuilder failed) {
    return failed.getHttp().getAddressesList().stream()
        .filter(address -> address.getFault() == failed.getFault())
        .findFirst()
        .map(address -> way.toBuilder().setHost(address.getIp()).build())
        .orElse(way);
  }
}
