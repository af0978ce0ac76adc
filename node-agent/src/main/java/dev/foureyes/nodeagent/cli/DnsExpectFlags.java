package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.DnsExpectation;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnssecStatus;
import java.util.List;
import java.util.Map;

/** The options of {@code dns} that say what the answer must be. */
final class DnsExpectFlags {

  private static final String STATUS_PREFIX = "DNSSEC_STATUS_";

  private static final Flag EXACT =
      Flag.option(
              "--expect",
              "DATA",
              "data that the records must have, for example\n192.0.2.1; give all of them, each with its own --expect")
          .repeated();
  private static final Flag CONTAINS =
      Flag.option("--expect-contains", "DATA", "data that must be among the records").repeated();
  private static final Flag MATCHES =
      Flag.option("--expect-match", "REGEX", "regular expression that a record must match")
          .repeated();
  private static final Flag MIN_ANSWERS =
      Flag.option("--min-answers", "NUMBER", "fewest records of the type");
  private static final Flag MAX_ANSWERS =
      Flag.option("--max-answers", "NUMBER", "most records of the type");
  private static final Flag MAX_TTL =
      Flag.option("--max-ttl", "SECONDS", "longest time to live of a record");
  private static final Flag MIN_SERIAL =
      Flag.option("--min-serial", "NUMBER", "smallest serial of the zone");
  private static final Flag AUTHORITATIVE =
      Flag.toggle("--expect-aa", "the answer must be authoritative");
  private static final Flag AUTHENTIC =
      Flag.toggle("--expect-ad", "the server must have validated the answer");
  private static final Flag STATUS =
      Flag.option(
              "--expect-dnssec",
              "STATUS",
              "with --dnssec, what counts as passed: SECURE, INSECURE,\nBOGUS or INDETERMINATE; default SECURE and INSECURE")
          .repeated();

  static final List<Flag> ALL =
      List.of(
          STATUS,
          EXACT,
          CONTAINS,
          MATCHES,
          MIN_ANSWERS,
          MAX_ANSWERS,
          MAX_TTL,
          MIN_SERIAL,
          AUTHORITATIVE,
          AUTHENTIC);

  static final Map<String, String> FIELD_NAMES =
      Map.of(
          "dns.expect.exact", EXACT.name(),
          "dns.expect.contains", CONTAINS.name(),
          "dns.expect.matches", MATCHES.name());

  private DnsExpectFlags() {}

  static void into(DnsProbe.Builder dns, Arguments arguments) throws UsageException {
    DnsExpectation.Builder expect =
        DnsExpectation.newBuilder()
            .addAllExact(arguments.all(EXACT))
            .addAllContains(arguments.all(CONTAINS))
            .addAllMatches(arguments.all(MATCHES));
    arguments.<Integer>value(MIN_ANSWERS, Values::count).ifPresent(expect::setMinAnswers);
    arguments.<Integer>value(MAX_ANSWERS, Values::count).ifPresent(expect::setMaxAnswers);
    arguments.<Integer>value(MAX_TTL, Values::unsigned).ifPresent(expect::setMaxTtlS);
    arguments.<Integer>value(MIN_SERIAL, Values::unsigned).ifPresent(expect::setMinSerial);
    if (arguments.has(AUTHORITATIVE)) {
      expect.setAuthoritative(true);
    }
    if (arguments.has(AUTHENTIC)) {
      expect.setAuthenticData(true);
    }
    if (!expect.build().equals(DnsExpectation.getDefaultInstance())) {
      dns.setExpect(expect);
    }
    if (!dns.hasValidateDnssec()) {
      if (arguments.has(STATUS)) {
        throw new UsageException(STATUS.name() + ": given (expected: with --dnssec only)");
      }
      return;
    }
    List<DnssecStatus> known = Values.meant(DnssecStatus.values());
    dns.getValidateDnssecBuilder()
        .addAllExpectedStatus(
            arguments.<DnssecStatus>values(
                STATUS, text -> Values.oneOf(known, STATUS_PREFIX, text)));
  }
}
