package dev.foureyes.nodeagent.report;

import dev.foureyes.nodeagent.report.Waterfall.Phase;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.results.v1.DnsExtendedError;
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
            + Waterfall.ms(dns.getResolutionMs())
            + (dns.hasDnssec() ? ", " + DnssecText.name(dns.getDnssec().getStatus()) : ""));
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
    if (dns.hasTrace()) {
      new DnsTraceText(page).write(dns.getTrace());
    }
    if (dns.hasDnssec()) {
      new DnssecText(page).write(dns);
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
    page.fact("server", dns.getServer() + (transport.isEmpty() ? "" : " over " + transport))
        .fact("instance", dns.getEdns().getNsid());
    if (dns.hasTls()) {
      page.fact("tls", dns.getTls().getVersion() + ", " + dns.getTls().getCipher())
          .fact(
              "certificate",
              dns.getTls().getValid() ? "valid" : "not valid: " + dns.getTls().getInvalidReason());
    }
    page.fact("http", dns.hasHttpStatus() ? "status " + dns.getHttpStatus() : "");
    if (!dns.getRcode().isEmpty()) {
      page.fact("rcode", dns.getRcode()).fact("flags", flags(dns)).fact("records", records(dns));
      page.fact("size", dns.getResponseBytes() + " bytes" + query(dns))
          .fact("serial", dns.hasSoaSerial() ? Integer.toUnsignedString(dns.getSoaSerial()) : "");
    }
    for (DnsExtendedError error : dns.getEdns().getExtendedErrorsList()) {
      page.fact(
          "error",
          error.getCode()
              + " "
              + error.getName()
              + (error.getText().isEmpty() ? "" : ": " + error.getText()));
    }
    if (dns.hasConnectMs()) {
      phases(dns);
    } else if (dns.hasResolutionMs()) {
      page.fact("time", Waterfall.ms(dns.getResolutionMs()));
    }
  }

  private static String records(DnsResult dns) {
    return dns.getAuthorityCount() + dns.getAdditionalCount() == 0
        ? ""
        : dns.getAnswerCount()
            + " answer, "
            + dns.getAuthorityCount()
            + " authority, "
            + dns.getAdditionalCount()
            + " additional";
  }

  private static String query(DnsResult dns) {
    return dns.hasQueryBytes() ? ", query " + dns.getQueryBytes() : "";
  }

  private void phases(DnsResult dns) {
    List<Phase> phases =
        List.of(
            Phase.of("connect", dns.hasConnectMs(), dns.getConnectMs()),
            Phase.of("tls", dns.hasTlsMs(), dns.getTlsMs()),
            Phase.of("query", dns.hasQueryMs(), dns.getQueryMs()));
    double end = Math.max(Waterfall.end(0, phases), dns.getResolutionMs());
    Waterfall waterfall = new Waterfall(page.style(), end);
    page.blank().lines(waterfall.lines(0, phases)).line(waterfall.total());
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
    if (dns.getCheckingDisabled()) {
      flags.add("cd (checking disabled)");
    }
    return flags.isEmpty() ? "none" : String.join(", ", flags);
  }
}
