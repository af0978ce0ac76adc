package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.proto.common.v1.DnssecStatus;
import dev.foureyes.proto.results.v1.DnssecResult;
import dev.foureyes.proto.results.v1.DnssecZone;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Says what the signatures of an answer are worth: secure, insecure, bogus or indeterminate (RFC
 * 4033, 5; RFC 4035, 4.3).
 *
 * <p>The judgement is dnsjava's: signatures by RFC 4035, 5.3; delegations by 5.2; proofs that there
 * is nothing by 5.4 and RFC 5155, 8 (NSEC3, with the bounds of RFC 9276); wildcards by RFC 4035,
 * 5.3.4. It does not say on which records it is built, so {@link DnssecChain} reads those again
 * that it has fetched. Each run begins with the trust anchors alone; no key is kept from one to the
 * next.
 */
final class DnssecValidator {

  private final List<DSRecord> anchors;

  /**
   * @param anchors at least one
   */
  DnssecValidator(List<DSRecord> anchors) {
    this.anchors = anchors;
  }

  /**
   * What was found.
   *
   * @param failure present when the status is bogus or indeterminate
   */
  record Verdict(DnssecResult result, Optional<Failure> failure) {}

  Verdict validate(Name name, int type, DnssecData.Source source, Instant now)
      throws InterruptedException {
    DnssecData data = new DnssecData(source);
    boolean isUnderAnchor = anchors.stream().anyMatch(anchor -> name.subdomain(anchor.getName()));
    Optional<Message> judged = Optional.empty();
    String defect = "";
    try {
      judged =
          Optional.of(
              resolver(data)
                  .sendAsync(
                      Message.newQuery(Record.newRecord(name, type, DClass.IN)), Runnable::run)
                  .toCompletableFuture()
                  .get());
    } catch (ExecutionException e) {
      defect = String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    } catch (InterruptedException e) {
      data.stop();
      throw e;
    } catch (RuntimeException e) { // records that no validator can make sense of
      defect = "the records cannot be read: " + e.getMessage();
    }
    DnssecChain chain = new DnssecChain(data.fetched(), anchors, now);
    DnssecResult.Builder result = DnssecResult.newBuilder();
    List<DnssecZone> zones = chain.zones();
    result.addAllChain(zones).addAllAnswerSignatures(chain.answerSignatures(name, type));
    DnssecStatus status = status(judged, isUnderAnchor, data);
    result.setStatus(status);
    return switch (status) {
      case DNSSEC_STATUS_SECURE -> new Verdict(result.build(), Optional.empty());
      case DNSSEC_STATUS_INSECURE ->
          new Verdict(
              result.setReason(chain.insecureReason(zones, reason(judged))).build(),
              Optional.empty());
      case DNSSEC_STATUS_BOGUS -> {
        String why = chain.bogusReason(zones, result.getAnswerSignaturesList(), reason(judged));
        yield new Verdict(
            result.setReason(why).build(),
            Optional.of(failed(Fault.FAULT_TARGET, "the answer is bogus: " + why)));
      }
      case DNSSEC_STATUS_INDETERMINATE, DNSSEC_STATUS_UNSPECIFIED, UNRECOGNIZED -> {
        Failure failure =
            isUnderAnchor
                ? data.failure().orElse(failed(Fault.FAULT_TARGET, defect))
                : failed(Fault.FAULT_CONFIG, "no trust anchor is above " + name);
        yield new Verdict(result.setReason(failure.sentence()).build(), Optional.of(failure));
      }
    };
  }

  private ValidatingResolver resolver(DnssecData data) {
    ValidatingResolver resolver = new ValidatingResolver(data);
    resolver.getTrustAnchors().clear();
    for (Name zone : anchors.stream().map(Record::getName).distinct().toList()) {
      Record[] ofZone =
          anchors.stream().filter(each -> each.getName().equals(zone)).toArray(Record[]::new);
      resolver.getTrustAnchors().store(new RRset(ofZone));
    }
    resolver.setAddReasonToAdditional(true);
    return resolver;
  }

  private static DnssecStatus status(
      Optional<Message> judged, boolean isUnderAnchor, DnssecData data) {
    if (judged.isEmpty() || data.failure().isPresent() || !isUnderAnchor) {
      return DnssecStatus.DNSSEC_STATUS_INDETERMINATE;
    }
    Message message = judged.get();
    if (message.getHeader().getFlag(Flags.AD)) {
      return DnssecStatus.DNSSEC_STATUS_SECURE;
    }
    return message.getRcode() == Rcode.SERVFAIL
        ? DnssecStatus.DNSSEC_STATUS_BOGUS
        : DnssecStatus.DNSSEC_STATUS_INSECURE;
  }

  /** dnsjava's, from the record that it adds for it; empty when there is none. */
  private static String reason(Optional<Message> judged) {
    return judged.stream()
        .flatMap(message -> message.getSection(Section.ADDITIONAL).stream())
        .filter(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
        .filter(TXTRecord.class::isInstance)
        .map(record -> String.join("", ((TXTRecord) record).getStrings()))
        .findFirst()
        .orElse("");
  }

  private static Failure failed(Fault fault, String sentence) {
    return new Failure(fault, ErrorPhase.ERROR_PHASE_CONTENT, sentence);
  }
}
