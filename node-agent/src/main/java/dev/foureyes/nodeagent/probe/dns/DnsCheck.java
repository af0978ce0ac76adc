package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.dns.DnssecValidator.Verdict;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.DnssecStatus;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.DnsTraceResult;
import dev.foureyes.proto.results.v1.DnssecResult;
import dev.foureyes.proto.results.v1.DnssecSignature;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Asks one question; then, where the test wants it, checks the answer's signatures and whether it
 * is as expected. A server that is silent is asked once more, or the next of the system's.
 *
 * <table>
 * <caption>What each end means</caption>
 * <tr><th>what happened</th><th>a server that the test names</th><th>the system's servers</th></tr>
 * <tr><td>a response code that the test expects, NOERROR unless it says otherwise, with or without answers</td><td>passed</td><td>passed</td></tr>
 * <tr><td>any other response code: NXDOMAIN, SERVFAIL, REFUSED …; phase DNS</td><td>TARGET</td><td>TARGET</td></tr>
 * <tr><td>something that is no DNS answer, or a closed connection; phase DNS</td><td>TARGET</td><td>TARGET</td></tr>
 * <tr><td>refused: nothing listens on the port; phase DNS</td><td>TARGET</td><td>NODE_LOCAL</td></tr>
 * <tr><td>no answer in time; phase DNS</td><td>PATH</td><td>NODE_LOCAL</td></tr>
 * <tr><td>unreachable, no route …; phase DNS, over TLS and HTTPS CONNECT</td><td colspan="2">as in {@link Connects}</td></tr>
 * <tr><td>no TLS, or a certificate that is not valid; phase TLS</td><td>TARGET</td><td></td></tr>
 * <tr><td>over HTTPS another status than 200; phase STATUS</td><td>TARGET</td><td></td></tr>
 * <tr><td>bogus signatures, or not the expected answer; phase CONTENT</td><td>TARGET</td><td>TARGET</td></tr>
 * <tr><td>what is needed to check signatures cannot be fetched</td><td colspan="2">as the fetch</td></tr>
 * <tr><td>no trust anchor above the name; phase CONTENT</td><td>CONFIG</td><td>CONFIG</td></tr>
 * <tr><td>the named server's own name does not resolve</td><td>as in {@link HostLookup}</td><td></td></tr>
 * </table>
 */
final class DnsCheck implements Probe {

  private final DnsSettings settings;
  private final DnsPeers peers;
  private final NodeClock clock;

  DnsCheck(DnsSettings settings, DnsPeers peers, NodeClock clock) {
    this.settings = settings;
    this.peers = peers;
    this.clock = clock;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    DnsResult.Builder result = DnsResult.newBuilder();
    try {
      Optional<Asker> asker =
          settings.trace().isPresent() ? Optional.empty() : Optional.of(peers.asker(deadline));
      Message answer = answer(asker, deadline, result);
      judge(answer, validate(asker, deadline, result), result);
      return new ProbeOutcome.Passed(new ProbeDetail.Dns(result.build()));
    } catch (ProbeFailedException e) {
      return new ProbeOutcome.Failed(new ProbeDetail.Dns(result.build()), e.failure());
    }
  }

  private Message answer(Optional<Asker> asker, Deadline deadline, DnsResult.Builder result)
      throws ProbeFailedException, InterruptedException {
    DnsFacts facts = new DnsFacts();
    long start = deadline.ticker().nanos();
    Message answer;
    try {
      answer =
          asker.isPresent()
              ? asker
                  .get()
                  .ask(
                      DnsWire.query(settings.name(), settings.type(), settings.kind()),
                      deadline,
                      facts)
              : walk(deadline, facts, result);
      result.setResolutionMs(Millis.of(deadline.ticker().nanos() - start));
    } finally {
      facts.into(result, clock.now());
    }
    DnsReport.describe(answer, facts.transport(), result);
    return answer;
  }

  private Message walk(Deadline deadline, DnsFacts facts, DnsResult.Builder result)
      throws ProbeFailedException, InterruptedException {
    DnsTraceResult.Builder trace = DnsTraceResult.newBuilder();
    try {
      return peers.trace(deadline).walk(settings.name(), settings.type(), facts, trace::addSteps);
    } finally {
      result.setTrace(trace);
    }
  }

  private Optional<Verdict> validate(
      Optional<Asker> asker, Deadline deadline, DnsResult.Builder result)
      throws InterruptedException {
    if (settings.validation().isEmpty()) {
      return Optional.empty();
    }
    DnssecData.Source source =
        asker.isPresent()
            ? peers.signedData(asker.get(), settings.name(), settings.type(), deadline)
            : (name, type) -> peers.trace(deadline).walk(name, type, new DnsFacts(), step -> {});
    long start = deadline.ticker().nanos();
    Verdict verdict =
        new DnssecValidator(settings.validation().get().anchors())
            .validate(settings.name(), settings.type(), source, clock.now());
    result
        .setValidationMs(Millis.of(deadline.ticker().nanos() - start))
        .setDnssec(verdict.result());
    firstExpiry(verdict.result()).ifPresent(result::setSignatureExpiryDays);
    return Optional.of(verdict);
  }

  /** Of the signatures that hold; of all when the answer is not secure. */
  private static OptionalDouble firstExpiry(DnssecResult dnssec) {
    boolean isSecure = dnssec.getStatus() == DnssecStatus.DNSSEC_STATUS_SECURE;
    return Stream.concat(
            dnssec.getAnswerSignaturesList().stream(),
            dnssec.getChainList().stream()
                .flatMap(zone ->
                    Stream.of(zone.getDsSignaturesList(), zone.getKeySignaturesList())
                        .flatMap(List::stream)))
        .filter(signature -> signature.getValid() || !isSecure)
        .mapToDouble(DnssecSignature::getExpiryDays)
        .min();
  }

  /** Bogus first, for a resolver that validates gives such an answer as SERVFAIL. */
  private void judge(Message answer, Optional<Verdict> verdict, DnsResult.Builder result)
      throws ProbeFailedException {
    Optional<Failure> unexpected = verdict.flatMap(this::unexpectedStatus);
    boolean isBogus = result.getDnssec().getStatus() == DnssecStatus.DNSSEC_STATUS_BOGUS;
    if (isBogus && unexpected.isPresent()) {
      throw new ProbeFailedException(unexpected.get());
    }
    int rcode = answer.getRcode();
    if (!settings.expectedCodes().contains(rcode) && !isBogus) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_DNS,
              result.getServer() + " answered " + Rcode.string(rcode) + " for " + question()));
    }
    Optional<String> violation = settings.expectations().violation(answer);
    if (violation.isPresent()) {
      throw new ProbeFailedException(content(question() + ": " + violation.get()));
    }
    if (unexpected.isPresent()) {
      throw new ProbeFailedException(unexpected.get());
    }
  }

  private Optional<Failure> unexpectedStatus(Verdict verdict) {
    DnssecStatus status = verdict.result().getStatus();
    if (settings.validation().orElseThrow().expected().contains(status)) {
      return Optional.empty();
    }
    return verdict
        .failure()
        .or(() ->
            Optional.of(
                content(
                    question()
                        + " is "
                        + name(status)
                        + (verdict.result().getReason().isEmpty()
                            ? ""
                            : " (" + verdict.result().getReason() + ")")
                        + " (expected: "
                        + String.join(
                            " or ",
                            settings.validation().orElseThrow().expected().stream()
                                .sorted()
                                .map(DnsCheck::name)
                                .toList())
                        + ")")));
  }

  private static String name(DnssecStatus status) {
    return status.name().substring("DNSSEC_STATUS_".length()).toLowerCase(Locale.ROOT);
  }

  private String question() {
    return settings.name() + " " + Type.string(settings.type());
  }

  private static Failure content(String sentence) {
    return new Failure(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_CONTENT, sentence);
  }
}
