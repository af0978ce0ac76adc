package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.http.HttpConversation.Held;
import dev.foureyes.nodeagent.probe.http.TargetAddresses.Target;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpAddressResult;
import dev.foureyes.proto.results.v1.HttpResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * The same conversation with every address of a target, at the same time: one that is silent would
 * take the time of those after it, and they would fail for its sake.
 */
final class EachAddress {

  private static final int MAX_ERROR = 256;

  private EachAddress() {}

  /** Holds it with one. */
  @FunctionalInterface
  interface Conversation {
    Held with(Target target) throws InterruptedException;
  }

  private record Finding(Target target, Held held) {

    boolean failed() {
      return held.failure().isPresent();
    }

    /** Of several failures, one that alert rules count is told first. */
    boolean isTargetsOrPaths() {
      return held.failure()
          .map(Failure::fault)
          .filter(fault -> fault == Fault.FAULT_TARGET || fault == Fault.FAULT_PATH)
          .isPresent();
    }

    double totalMs() {
      return held.result().getTotalMs();
    }
  }

  /**
   * Holds it with all.
   *
   * @param targets at least one
   * @return what came of the worst, with what came of each
   */
  static Held hold(List<Target> targets, Conversation conversation) throws InterruptedException {
    List<Finding> findings = findings(targets, conversation);
    Finding worst = worst(findings);
    HttpResult.Builder result = worst.held.result();
    findings.stream().map(EachAddress::report).toList().forEach(result::addAddresses);
    return new Held(result, worst.held.failure().map(failure -> named(failure, findings)));
  }

  private static List<Finding> findings(List<Target> targets, Conversation conversation)
      throws InterruptedException {
    List<Callable<Finding>> calls = new ArrayList<>();
    for (Target target : targets) {
      calls.add(() -> new Finding(target, conversation.with(target)));
    }
    List<Finding> findings = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Finding> each : threads.invokeAll(calls)) {
        findings.add(each.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause()); // a defect: conversations tell their failures
    }
    return findings;
  }

  private static Finding worst(List<Finding> findings) {
    return findings.stream()
        .filter(Finding::isTargetsOrPaths)
        .findFirst()
        .or(() -> findings.stream().filter(Finding::failed).findFirst())
        .or(() -> findings.stream().max(Comparator.comparingDouble(Finding::totalMs)))
        .orElseThrow();
  }

  private static Failure named(Failure failure, List<Finding> findings) {
    if (findings.size() == 1) {
      return failure;
    }
    String failed =
        findings.stream()
            .filter(Finding::failed)
            .map(finding -> AddressText.of(finding.target.address()))
            .collect(Collectors.joining(", "));
    long count = findings.stream().filter(Finding::failed).count();
    return new Failure(
        failure.fault(),
        failure.phase(),
        count
            + " of "
            + findings.size()
            + " addresses failed ("
            + failed
            + "): "
            + failure.sentence());
  }

  private static HttpAddressResult report(Finding finding) {
    HttpResult.Builder held = finding.held.result();
    HttpAddressResult.Builder report =
        HttpAddressResult.newBuilder()
            .setIp(AddressText.of(finding.target.address()))
            .setFault(Fault.FAULT_OK)
            .setProtocol(held.getProtocol())
            .setRedirects(held.getRedirects());
    Optional<Failure> failure = finding.held.failure();
    failure.ifPresent(why ->
        report.setFault(why.fault()).setErrorPhase(why.phase()).setError(why.shown(MAX_ERROR)));
    if (held.hasConnectMs()) {
      report.setConnectMs(held.getConnectMs());
    }
    if (held.hasTlsMs()) {
      report.setTlsMs(held.getTlsMs());
    }
    if (held.hasSendMs()) {
      report.setSendMs(held.getSendMs());
    }
    if (held.hasWaitMs()) {
      report.setWaitMs(held.getWaitMs());
    }
    if (held.hasReceiveMs()) {
      report.setReceiveMs(held.getReceiveMs());
    }
    if (held.hasTotalMs()) {
      report.setTotalMs(held.getTotalMs());
    }
    if (held.hasStatus()) {
      report.setStatus(held.getStatus());
    }
    return report.build();
  }
}
