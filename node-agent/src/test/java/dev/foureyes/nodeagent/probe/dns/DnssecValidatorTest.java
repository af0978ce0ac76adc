package dev.foureyes.nodeagent.probe.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.dns.DnssecValidator.Verdict;
import dev.foureyes.proto.common.v1.DnssecStatus;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class DnssecValidatorTest {

  private final Instant now = Instant.now();
  private final SignedMemory zone = new SignedMemory(now);

  private Verdict validate(DnssecData.Source source) throws Exception {
    return new DnssecValidator(List.of(zone.anchor()))
        .validate(Name.fromString("a.example."), Type.A, source, now);
  }

  @Test
  void whatTheAnchorsKeyHasSignedIsSecure() throws Exception {
    Verdict verdict = validate(zone);
    assertThat(verdict.result().getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_SECURE);
    assertThat(verdict.result().getChain(0).getZone()).isEqualTo(".");
    assertThat(verdict.failure()).isEmpty();
  }

  @Test
  void whatAnotherKeyHasSignedIsBogus() throws Exception {
    Verdict verdict = validate(new SignedMemory(now));
    assertThat(verdict.result().getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_BOGUS);
    assertThat(verdict.result().getReason())
        .startsWith("zone .: none of its keys is the one that the trust anchor names");
  }

  @Test
  void whatIsSignedForAnotherTimeIsBogus() throws Exception {
    SignedMemory old = new SignedMemory(now.minus(Duration.ofDays(3)));
    Verdict verdict =
        new DnssecValidator(List.of(old.anchor()))
            .validate(Name.fromString("a.example."), Type.A, old, now);
    assertThat(verdict.result().getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_BOGUS);
    assertThat(verdict.result().getReason()).contains("expired on");
  }

  @Test
  void keysThatCannotBeFetchedLeaveItOpenAndBlameWhoeverTheFetchBlames() throws Exception {
    Failure silence =
        new Failure(Fault.FAULT_PATH, ErrorPhase.ERROR_PHASE_DNS, "no answer from 192.0.2.53:53");
    Verdict silent =
        validate((name, type) -> {
          if (type == Type.DNSKEY) {
            throw new ProbeFailedException(silence);
          }
          return zone.fetch(name, type);
        });
    assertThat(silent.result().getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_INDETERMINATE);
    assertThat(silent.failure()).contains(silence);
    Verdict failed =
        validate((name, type) -> {
          Message answer = zone.fetch(name, type);
          answer.getHeader().setRcode(type == Type.DNSKEY ? Rcode.SERVFAIL : Rcode.NOERROR);
          return answer;
        });
    assertThat(failed.result().getStatus()).isEqualTo(DnssecStatus.DNSSEC_STATUS_INDETERMINATE);
    assertThat(failed.result().getReason())
        .isEqualTo(". DNSKEY could not be fetched: the server answered SERVFAIL");
  }
}
