package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.DnsExpectation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What an answer must be, checked against it; the first that is not so is told. */
final class DnsExpectations {

  private static final int MAX_RECORDS = 50;
  private static final int MAX_PATTERNS = 10;
  private static final int MAX_PATTERN = 200;
  private static final int MAX_SHOWN = 10;
  private static final int MAX_SHOWN_DATA = 60;
  private static final int MAX_MATCHED = 4096;

  private final DnsExpectation expected;
  private final int type;
  private final List<Record> exact;
  private final List<Record> contains;
  private final List<Pattern> matches;

  private DnsExpectations(
      DnsExpectation expected,
      int type,
      List<Record> exact,
      List<Record> contains,
      List<Pattern> matches) {
    this.expected = expected;
    this.type = type;
    this.exact = exact;
    this.contains = contains;
    this.matches = matches;
  }

  static DnsExpectations of(DnsExpectation expected, int type) throws InvalidProbeException {
    return new DnsExpectations(
        expected,
        type,
        records("exact", expected.getExactList(), type),
        records("contains", expected.getContainsList(), type),
        patterns(expected.getMatchesList()));
  }

  private static List<Record> records(String field, List<String> texts, int type)
      throws InvalidProbeException {
    if (texts.size() > MAX_RECORDS) {
      throw new InvalidProbeException(
          "dns.expect." + field + ": " + texts.size() + " (expected: at most " + MAX_RECORDS + ")");
    }
    List<Record> records = new ArrayList<>();
    for (String text : texts) {
      try {
        records.add(Record.fromString(Name.root, type, DClass.IN, 0, text, Name.root));
      } catch (IOException | RuntimeException e) { // dnsjava throws either
        throw new InvalidProbeException(
            "dns.expect."
                + field
                + ": '"
                + text
                + "' (expected: data of a record of the type "
                + Type.string(type)
                + ", as in a zone file)");
      }
    }
    return List.copyOf(records);
  }

  private static List<Pattern> patterns(List<String> texts) throws InvalidProbeException {
    if (texts.size() > MAX_PATTERNS) {
      throw new InvalidProbeException(
          "dns.expect.matches: " + texts.size() + " (expected: at most " + MAX_PATTERNS + ")");
    }
    List<Pattern> patterns = new ArrayList<>();
    for (String text : texts) {
      try {
        if (text.length() > MAX_PATTERN) {
          throw new PatternSyntaxException("too long", text, MAX_PATTERN);
        }
        patterns.add(Pattern.compile(text));
      } catch (PatternSyntaxException e) {
        throw new InvalidProbeException(
            "dns.expect.matches: '"
                + text
                + "' (expected: a regular expression of at most "
                + MAX_PATTERN
                + " characters)");
      }
    }
    return List.copyOf(patterns);
  }

  /** What is not as expected, one sentence for people; absent when all is. */
  Optional<String> violation(Message answer) {
    List<Record> records =
        answer.getSection(Section.ANSWER).stream()
            .filter(record -> record.getType() == type)
            .toList();
    return flag(
            "AA (authoritative)",
            expected.hasAuthoritative(),
            expected.getAuthoritative(),
            answer,
            Flags.AA)
        .or(() ->
            flag(
                "AD (authentic data)",
                expected.hasAuthenticData(),
                expected.getAuthenticData(),
                answer,
                Flags.AD))
        .or(() -> count(records.size()))
        .or(() -> data(records))
        .or(() -> ttl(records))
        .or(() -> serial(answer));
  }

  private static Optional<String> flag(
      String name, boolean isExpected, boolean value, Message answer, int flag) {
    boolean actual = answer.getHeader().getFlag(flag);
    return isExpected && actual != value
        ? Optional.of(
            "the flag "
                + name
                + (actual ? " is set (expected: clear)" : " is not set (expected: set)"))
        : Optional.empty();
  }

  private Optional<String> count(int count) {
    String is = count + (count == 1 ? " answer" : " answers");
    if (expected.hasMinAnswers() && count < Integer.toUnsignedLong(expected.getMinAnswers())) {
      return Optional.of(
          is + " (expected: at least " + Integer.toUnsignedString(expected.getMinAnswers()) + ")");
    }
    if (expected.hasMaxAnswers() && count > Integer.toUnsignedLong(expected.getMaxAnswers())) {
      return Optional.of(
          is + " (expected: at most " + Integer.toUnsignedString(expected.getMaxAnswers()) + ")");
    }
    return Optional.empty();
  }

  private Optional<String> data(List<Record> records) {
    if (!exact.isEmpty()) {
      List<Record> missing = exact.stream().filter(each -> !isAmong(each, records)).toList();
      List<Record> others = records.stream().filter(each -> !isAmong(each, exact)).toList();
      if (!missing.isEmpty() || !others.isEmpty()) {
        return Optional.of(
            "the answers are " + shown(records) + " (expected: exactly " + shown(exact) + ")");
      }
    }
    for (Record each : contains) {
      if (!isAmong(each, records)) {
        return Optional.of(
            "the answers are "
                + shown(records)
                + " (expected: "
                + shown(List.of(each))
                + " among them)");
      }
    }
    for (Pattern pattern : matches) {
      if (records.stream().noneMatch(each -> isMatch(pattern, each))) {
        return Optional.of(
            "the answers are " + shown(records) + " (expected: one that matches " + pattern + ")");
      }
    }
    return Optional.empty();
  }

  private static boolean isAmong(Record wanted, List<Record> records) {
    byte[] data = wanted.rdataToWireCanonical();
    return records.stream().anyMatch(each -> Arrays.equals(each.rdataToWireCanonical(), data));
  }

  private static boolean isMatch(Pattern pattern, Record record) {
    return BoundedText.find(pattern, DnsReport.cut(record.rdataToString(), MAX_MATCHED));
  }

  private static String shown(List<Record> records) {
    if (records.isEmpty()) {
      return "none";
    }
    String text =
        String.join(
            ", ",
            records.stream()
                .limit(MAX_SHOWN)
                .map(each -> DnsReport.cut(each.rdataToString(), MAX_SHOWN_DATA))
                .toList());
    int more = records.size() - MAX_SHOWN;
    return more > 0 ? text + " and " + more + " more" : text;
  }

  private Optional<String> ttl(List<Record> records) {
    long longest = records.stream().mapToLong(Record::getTTL).max().orElse(0);
    return expected.hasMaxTtlS() && longest > Integer.toUnsignedLong(expected.getMaxTtlS())
        ? Optional.of(
            "a time to live of "
                + longest
                + " s (expected: at most "
                + Integer.toUnsignedString(expected.getMaxTtlS())
                + " s)")
        : Optional.empty();
  }

  private Optional<String> serial(Message answer) {
    if (!expected.hasMinSerial()) {
      return Optional.empty();
    }
    String wanted =
        " (expected: at least " + Integer.toUnsignedString(expected.getMinSerial()) + ")";
    Optional<Long> serial = DnsReport.serial(answer);
    if (serial.isEmpty()) {
      return Optional.of("no SOA record and so no serial" + wanted);
    }
    int ahead = (int) (long) serial.get() - expected.getMinSerial(); // RFC 1982: modulo 2^32
    return ahead < 0 ? Optional.of("serial " + serial.get() + wanted) : Optional.empty();
  }
}
