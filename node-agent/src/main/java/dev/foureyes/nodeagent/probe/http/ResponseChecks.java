package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.http.ResponseCheck.Finding;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.HttpAssertion;
import dev.foureyes.proto.results.v1.AssertionResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** All assertions of a test. Each is looked at, also after one has failed. */
record ResponseChecks(List<ResponseCheck> checks) {

  private static final int MAX = 32;

  /** A response that comes in the last moment is still looked at for so long. */
  private static final Duration LEAST_TIME = Duration.ofMillis(100);

  static ResponseChecks of(List<HttpAssertion> assertions) throws InvalidProbeException {
    if (assertions.size() > MAX) {
      throw new InvalidProbeException(
          "http.assertions: " + assertions.size() + " (expected: at most " + MAX + ")");
    }
    List<ResponseCheck> checks = new ArrayList<>();
    for (HttpAssertion assertion : assertions) {
      checks.add(ResponseCheck.of("http.assertions[" + checks.size() + "]", assertion));
    }
    return new ResponseChecks(List.copyOf(checks));
  }

  /** Whether any looks into the body, so that it has to be kept. */
  boolean needBody() {
    return checks.stream().anyMatch(ResponseCheck::needsBody);
  }

  /**
   * Looks at the response.
   *
   * @param result of the run; gets what is found
   * @return why the test fails: the first assertion that does; absent when none
   */
  Optional<Failure> judge(ResponseContent response, HttpResult.Builder result, Deadline deadline) {
    long end =
        deadline.ticker().nanos() + Math.max(deadline.remainingNanos(), LEAST_TIME.toNanos());
    Optional<Failure> first = Optional.empty();
    for (int i = 0; i < checks.size(); i++) {
      ResponseCheck check = checks.get(i);
      String sentence = "assertions[" + i + "]: ";
      Optional<Failure> failure;
      String actual = "";
      try {
        Finding finding = check.look(response, result, () -> deadline.ticker().nanos() - end > 0);
        actual = finding.actual();
        failure =
            finding.passed()
                ? Optional.empty()
                : Optional.of(
                    new Failure(check.fault(), check.phase(), sentence + finding.sentence()));
      } catch (TimeoutException e) {
        failure =
            Optional.of(
                new Failure(
                    Fault.FAULT_CONFIG,
                    ErrorPhase.ERROR_PHASE_CONTENT,
                    sentence
                        + "the time was too short to search "
                        + result.getBodyBytes()
                        + " bytes"));
      }
      result.addAssertions(
          AssertionResult.newBuilder().setIndex(i).setPassed(failure.isEmpty()).setActual(actual));
      if (first.isEmpty()) {
        first = failure;
      }
    }
    return first;
  }
}
