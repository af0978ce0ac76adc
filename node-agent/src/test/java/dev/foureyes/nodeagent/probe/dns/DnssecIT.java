package dev.foureyes.nodeagent.probe.dns;

import static dev.foureyes.nodeagent.probe.dns.DnsRun.dns;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.failure;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.DnsLab;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.common.v1.DnsTrace;
import dev.foureyes.proto.common.v1.DnssecStatus;
import dev.foureyes.proto.common.v1.DnssecValidation;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.DnssecResult;
import dev.foureyes.proto.results.v1.DnssecSignature;
import dev.foureyes.proto.results.v1.DnssecZone;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Signatures of real servers: what BIND has signed, and what was done to it. */
class DnssecIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static DnsLab lab;

  /** Where the signed data comes from. */
  enum Way {
    RESOLVER,
    TRACE
  }

  @BeforeAll
  static void start() throws Exception {
    lab = new DnsLab(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    lab.close();
  }

  private static ProbeOutcome run(DnsProbe.Builder config) throws Exception {
    return DnsRun.run(DnsRun.probes(SystemResolvers.ofThisMachine()), config.build(), TIMEOUT);
  }

  private static DnsProbe.Builder validated(String name, DnsRecordType type, Way way) {
    DnsProbe.Builder config =
        question(name, type)
            .setValidateDnssec(DnssecValidation.newBuilder().addTrustAnchors(lab.anchor()));
    return way == Way.TRACE
        ? config.setTrace(DnsTrace.newBuilder().addRootHints(lab.hint()))
        : config.setServer(lab.resolver());
  }

  private static DnsProbe.Builder a(String name, Way way) {
    return validated(name, DnsRecordType.DNS_RECORD_TYPE_A, way);
  }

  @ParameterizedTest
  @EnumSource
  void chainOfASecureAnswerIsShownFromTheRoot(Way way) throws Exception {
    ProbeOutcome outcome = run(a("www.good.test", way));
    DnsResult result = dns(outcome);
    assertThat(outcome).as("%s", result).isInstanceOf(ProbeOutcome.Passed.class);
    DnssecResult dnssec = result.getDnssec();
    assertThat(dnssec.getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_SECURE);
    assertThat(dnssec.getReason()).isEmpty();
    assertThat(dnssec.getChainList())
        .extracting(DnssecZone::getZone)
        .containsExactly(".", "test.", "good.test.");
    assertThat(dnssec.getChainList())
        .allSatisfy(zone -> {
          assertThat(zone.getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_SECURE);
          assertThat(zone.getKeysCount()).isEqualTo(2);
          assertThat(zone.getDsList()).anyMatch(digest -> digest.getMatchesKey());
          assertThat(zone.getKeySignaturesList()).anyMatch(DnssecSignature::getValid);
        });
    assertThat(dnssec.getChain(0).getIsAnchor()).isTrue();
    assertThat(dnssec.getChain(0).getDs(0).getKeyTag()).isEqualTo(lab.anchor().getKeyTag());
    assertThat(dnssec.getChain(1).getKeys(0).getAlgorithm()).isEqualTo("RSASHA256");
    assertThat(dnssec.getChain(2).getDsSignatures(0).getSigner()).isEqualTo("test.");
    assertThat(dnssec.getAnswerSignaturesList())
        .singleElement()
        .satisfies(signature -> {
          assertThat(signature.getCovers()).isEqualTo("www.good.test. A");
          assertThat(signature.getValid()).isTrue();
          assertThat(signature.getExpiryDays()).isBetween(13.9, 14.0);
        });
    assertThat(result.getSignatureExpiryDays()).isBetween(13.9, 14.0);
    assertThat(result.getValidationMs()).isPositive();
    assertThat(result.getAnswerCount()).as("without signatures").isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "www.ed.test, A, NOERROR",
    "alias.good.test, A, NOERROR",
    "x.wild.good.test, A, NOERROR",
    "none.good.test, A, NXDOMAIN",
    "none.test, A, NXDOMAIN",
    "www.good.test, MX, NOERROR",
    "good.test, DNSKEY, NOERROR",
    "good.test, DS, NOERROR",
    "svc.good.test, HTTPS, NOERROR",
    "_443._tcp.good.test, TLSA, NOERROR",
  })
  void secureAnswersOfEachKind(String name, String type, String rcode) throws Exception {
    for (Way way : Way.values()) {
      ProbeOutcome outcome =
          run(
              validated(name, DnsRecordType.valueOf("DNS_RECORD_TYPE_" + type), way)
                  .addExpectedResponseCodes(DnsResponseCode.valueOf("DNS_RESPONSE_CODE_" + rcode)));
      assertThat(outcome).as("%s %s", way, dns(outcome)).isInstanceOf(ProbeOutcome.Passed.class);
      assertThat(dns(outcome).getDnssec().getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_SECURE);
      assertThat(dns(outcome).getDnssec().getAnswerSignaturesList())
          .isNotEmpty()
          .allMatch(DnssecSignature::getValid);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unsignedZoneIsInsecureBecauseTheZoneAboveSaysSo(Way way) throws Exception {
    ProbeOutcome outcome = run(a("www.plain.test", way));
    assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
    DnssecResult dnssec = dns(outcome).getDnssec();
    assertThat(dnssec.getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_INSECURE);
    assertThat(dnssec.getReason())
        .isEqualTo("zone plain.test. is not signed: the zone above has no DS record for it");
    assertThat(dnssec.getChainList())
        .extracting(DnssecZone::getZone)
        .containsExactly(".", "test.", "plain.test.");
  }

  @Test
  void aTestCanAskForSecureAnswersOnly() throws Exception {
    DnsProbe.Builder config = a("www.plain.test", Way.RESOLVER);
    config.getValidateDnssecBuilder().addExpectedStatus(DnssecStatus.DNSSEC_STATUS_SECURE);
    ProbeOutcome outcome = run(config);
    assertThat(failure(outcome).sentence())
        .isEqualTo(
            "www.plain.test. A is insecure (zone plain.test. is not signed: the zone above has no"
                + " DS record for it) (expected: secure)");
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "www.tampered.test | the signature over www.tampered.test. A by key \\d+ of tampered.test.:"
            + " it does not fit the records",
        "www.unsigned.test | .*missing signature.*",
        "www.expired.test | zone expired.test.: its keys are not signed by the one that is trusted:"
            + " by key \\d+, expired on 20\\d\\d-\\d\\d-\\d\\d",
        "www.future.test | zone future.test.: its keys are not signed by the one that is trusted:"
            + " by key \\d+, not valid before 20\\d\\d-\\d\\d-\\d\\d",
        "www.mismatch.test | zone mismatch.test.: none of its keys is the one that the zone above"
            + " names \\(tag \\d+\\)",
      })
  void bogusAnswersAreToldWithTheReason(String name, String reason) throws Exception {
    for (Way way : Way.values()) {
      ProbeOutcome outcome = run(a(name, way));
      DnssecResult dnssec = dns(outcome).getDnssec();
      assertThat(dnssec.getStatus())
          .as("%s %s", way, dnssec)
          .isEqualTo(DnssecStatus.DNSSEC_STATUS_BOGUS);
      assertThat(dnssec.getReason()).matches(reason);
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
      assertThat(failure(outcome).phase()).isEqualTo(ErrorPhase.ERROR_PHASE_CONTENT);
      assertThat(failure(outcome).sentence())
          .isEqualTo("the answer is bogus: " + dnssec.getReason());
      assertThat(dns(outcome).getRcode())
          .as("the resolver hides it, the servers of the zone do not")
          .isEqualTo(way == Way.RESOLVER ? "SERVFAIL" : "NOERROR");
    }
  }

  @Test
  void aTestOfBogusDataCanPass() throws Exception {
    DnsProbe.Builder config = a("www.tampered.test", Way.RESOLVER);
    config.getValidateDnssecBuilder().addExpectedStatus(DnssecStatus.DNSSEC_STATUS_BOGUS);
    config.addExpectedResponseCodes(DnsResponseCode.DNS_RESPONSE_CODE_SERVFAIL);
    ProbeOutcome outcome = run(config);
    assertThat(outcome).as("%s", dns(outcome)).isInstanceOf(ProbeOutcome.Passed.class);
    assertThat(dns(outcome).getEdns().getExtendedErrors(0).getCode()).isEqualTo(6);
  }

  @Test
  void serverOfTheZoneIsEnoughWithAnAnchorOfTheZone() throws Exception {
    ProbeOutcome outcome =
        run(
            question("www.good.test", DnsRecordType.DNS_RECORD_TYPE_A)
                .setServer(lab.zoneServer())
                .setNoRecursion(true)
                .setValidateDnssec(
                    DnssecValidation.newBuilder().addTrustAnchors(lab.anchorOf("good"))));
    assertThat(outcome).as("%s", dns(outcome)).isInstanceOf(ProbeOutcome.Passed.class);
    assertThat(dns(outcome).getAuthoritative()).isTrue();
    assertThat(dns(outcome).getDnssec().getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_SECURE);
    assertThat(dns(outcome).getDnssec().getChainList())
        .extracting(DnssecZone::getZone)
        .containsExactly("good.test.");
  }

  @Test
  void withoutAnAnchorAboveTheNameNothingCanBeTold() throws Exception {
    ProbeOutcome outcome =
        run(
            question("www.ed.test", DnsRecordType.DNS_RECORD_TYPE_A)
                .setServer(lab.resolver())
                .setValidateDnssec(
                    DnssecValidation.newBuilder().addTrustAnchors(lab.anchorOf("good"))));
    assertThat(dns(outcome).getDnssec().getStatus())
        .isEqualTo(DnssecStatus.DNSSEC_STATUS_INDETERMINATE);
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_CONFIG);
    assertThat(failure(outcome).sentence()).isEqualTo("no trust anchor is above www.ed.test.");
  }

  @Test
  void otherRootThanTheInternetsIsBogusWithTheInternetsAnchors() throws Exception {
    ProbeOutcome outcome =
        run(
            question("www.good.test", DnsRecordType.DNS_RECORD_TYPE_A)
                .setServer(lab.resolver())
                .setValidateDnssec(DnssecValidation.getDefaultInstance()));
    assertThat(dns(outcome).getDnssec().getReason())
        .isEqualTo("zone .: none of its keys is the one that the trust anchor names (tag 20326)");
  }

  @ParameterizedTest
  @CsvSource({
    "www.good.test, SECURE, fully validated",
    "www.ed.test, SECURE, fully validated",
    "x.wild.good.test, SECURE, fully validated",
    "none.good.test, SECURE, fully validated",
    "www.plain.test, INSECURE, unsigned answer",
    "www.tampered.test, BOGUS, resolution failed",
    "www.unsigned.test, BOGUS, resolution failed",
    "www.expired.test, BOGUS, resolution failed",
    "www.future.test, BOGUS, resolution failed",
    "www.mismatch.test, BOGUS, resolution failed",
  })
  void verdictsAreThoseOfDelv(String name, String status, String delv) throws Exception {
    assertThat(lab.delv(name)).isEqualTo(delv);
    assertThat(dns(run(a(name, Way.RESOLVER))).getDnssec().getStatus())
        .isEqualTo(DnssecStatus.valueOf("DNSSEC_STATUS_" + status));
  }
}
