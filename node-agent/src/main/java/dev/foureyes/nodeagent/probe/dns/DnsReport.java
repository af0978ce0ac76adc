package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.proto.results.v1.DnsEdns;
import dev.foureyes.proto.results.v1.DnsExtendedError;
import dev.foureyes.proto.results.v1.DnsRecord;
import dev.foureyes.proto.results.v1.DnsResult;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Puts an answer into a result, within bounds that a hostile server cannot stretch. */
final class DnsReport {

  private static final int MAX_ANSWERS = 50;
  private static final int MAX_DATA = 512;
  private static final int MAX_ERRORS = 10;
  private static final int MAX_NSID = 128;
  private static final int OPTION_HEADER_BYTES = 4;

  private DnsReport() {}

  static void describe(Message message, String transport, DnsResult.Builder result) {
    Header header = message.getHeader();
    List<Record> records = answers(message).toList();
    List<Record> authority = message.getSection(Section.AUTHORITY);
    result
        .setAnswerCount(records.size())
        .setAuthorityCount(authority.size())
        .setAdditionalCount(
            (int)
                message.getSection(Section.ADDITIONAL).stream()
                    .filter(record -> record.getType() != Type.OPT)
                    .count())
        .setResponseBytes(message.numBytes())
        .setRcode(Rcode.string(message.getRcode()))
        .setTransport(transport)
        .setAuthoritative(header.getFlag(Flags.AA))
        .setTruncated(header.getFlag(Flags.TC))
        .setRecursionDesired(header.getFlag(Flags.RD))
        .setRecursionAvailable(header.getFlag(Flags.RA))
        .setAuthenticData(header.getFlag(Flags.AD))
        .setCheckingDisabled(header.getFlag(Flags.CD));
    records.stream().limit(MAX_ANSWERS).map(DnsReport::record).forEach(result::addAnswers);
    records.stream().mapToLong(Record::getTTL).min().ifPresent(ttl -> result.setMinTtlS((int) ttl));
    serial(message).ifPresent(serial -> result.setSoaSerial((int) (long) serial));
    OPTRecord opt = message.getOPT();
    if (opt != null) {
      result.setEdns(edns(opt));
    }
  }

  /** The answer section; signatures that came along with what they sign are no answers. */
  static Stream<Record> answers(Message message) {
    Record question = message.getQuestion();
    boolean isAboutSignatures = question != null && question.getType() == Type.RRSIG;
    return message.getSection(Section.ANSWER).stream()
        .filter(record -> isAboutSignatures || record.getType() != Type.RRSIG);
  }

  /** Of the SOA record in the answer, or else in the authority section. */
  static Optional<Long> serial(Message message) {
    return Stream.of(Section.ANSWER, Section.AUTHORITY)
        .flatMap(section -> message.getSection(section).stream())
        .filter(SOARecord.class::isInstance)
        .map(record -> ((SOARecord) record).getSerial())
        .findFirst();
  }

  private static DnsRecord record(Record record) {
    return DnsRecord.newBuilder()
        .setName(record.getName().toString())
        .setType(Type.string(record.getType()))
        .setTtlS((int) record.getTTL())
        .setData(cut(record.rdataToString(), MAX_DATA))
        .build();
  }

  private static DnsEdns edns(OPTRecord opt) {
    DnsEdns.Builder edns = DnsEdns.newBuilder().setUdpPayloadBytes(opt.getPayloadSize());
    for (EDNSOption option : opt.getOptions()) {
      if (option.getCode() == EDNSOption.Code.NSID) {
        byte[] wire = option.toWire();
        edns.setNsid(nsid(Arrays.copyOfRange(wire, OPTION_HEADER_BYTES, wire.length)));
      } else if (option instanceof ExtendedErrorCodeOption error
          && edns.getExtendedErrorsCount() < MAX_ERRORS) {
        edns.addExtendedErrors(
            DnsExtendedError.newBuilder()
                .setCode(error.getErrorCode())
                .setName(ExtendedErrorCodeOption.text(error.getErrorCode()))
                .setText(cut(error.getText() == null ? "" : error.getText(), MAX_DATA)));
      }
    }
    return edns.build();
  }

  private static String nsid(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      if (each < ' ' || each > '~') {
        return cut(HexFormat.of().formatHex(bytes), MAX_NSID);
      }
      text.append((char) each);
    }
    return cut(text.toString(), MAX_NSID);
  }

  static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }
}
