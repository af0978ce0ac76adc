package dev.foureyes.nodeagent.report;

import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.results.v1.DnsRecord;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.util.ArrayList;
import java.util.List;

/** What a DNS probe found. */
final class DnsText {

  private final Page page;

  DnsText(Page page) {
    this.page = page;
  }

  void write(DnsProbe config, ProbeResult result) {
    DnsResult dns = result.getDns();
    page.title(
        "DNS "
            + config.getName()
            + " "
            + type(config.getRecordType())
            + (config.getServer().isEmpty() ? "" : " @" + config.getServer()));
    ProbeText.verdict(
        page,
        result,
        dns.getRcode()
            + ", "
            + answers(dns.getAnswerCount())
            + " in "
            + Waterfall.ms(dns.getResolutionMs()));
    if (dns.getAnswersCount() > 0) {
      page.blank().table(dns.getAnswersList().stream().map(DnsText::row).toList());
      int more = dns.getAnswerCount() - dns.getAnswersCount();
      if (more > 0) {
        page.line("  and " + more + " more");
      }
    }
    if (!dns.getServer().isEmpty()) {
      page.blank();
      facts(dns);
    }
  }

  private static String type(DnsRecordType type) {
    return type == DnsRecordType.DNS_RECORD_TYPE_UNSPECIFIED
        ? "A"
        : type.name().substring("DNS_RECORD_TYPE_".length());
  }

  private static String answers(int count) {
    return switch (count) {
      case 0 -> "no answers";
      case 1 -> "1 answer";
      default -> count + " answers";
    };
  }

  private static List<String> row(DnsRecord record) {
    return List.of(
        record.getName(),
        Integer.toUnsignedString(record.getTtlS()),
        record.getType(),
        record.getData());
  }

  private void facts(DnsResult dns) {
    String transport = dns.getTransport();
    page.fact("server", dns.getServer() + (transport.isEmpty() ? "" : " over " + transport));
    if (!dns.getRcode().isEmpty()) {
      page.fact("rcode", dns.getRcode())
          .fact("flags", flags(dns))
          .fact("size", dns.getResponseBytes() + " bytes");
    }
    if (dns.hasResolutionMs()) {
      page.fact("time", Waterfall.ms(dns.getResolutionMs()));
    }
  }

  /** As dig writes them. */
  private static String flags(DnsResult dns) {
    List<String> flags = new ArrayList<>();
    if (dns.getAuthoritative()) {
      flags.add("aa (authoritative)");
    }
    if (dns.getTruncated()) {
      flags.add("tc (truncated)");
    }
    if (dns.getRecursionAvailable()) {
      flags.add("ra (recursion available)");
    }
    if (dns.getAuthenticData()) {
      flags.add("ad (authentic data)");
    }
    return flags.isEmpty() ? "none" : String.join(", ", flags);
  }
}
