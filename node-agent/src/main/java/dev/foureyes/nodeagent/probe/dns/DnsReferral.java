package dev.foureyes.nodeagent.probe.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Reads what a server of a zone says about the way to a name (RFC 1034, 4.3.2). */
final class DnsReferral {

  private DnsReferral() {}

  /** The zone that an answer leads to; absent when it is an answer, or leads nowhere. */
  static Optional<Name> of(Message answer, Name zone, Name name) {
    if (answer.getRcode() != Rcode.NOERROR || isFinal(answer)) {
      return Optional.empty();
    }
    return nameServers(answer)
        .map(Record::getName)
        .filter(to -> to.labels() > zone.labels() && to.subdomain(zone) && name.subdomain(to))
        .findFirst();
  }

  private static boolean isFinal(Message answer) {
    return answer.getHeader().getFlag(Flags.AA) || DnsReport.answers(answer).findAny().isPresent();
  }

  private static Stream<NSRecord> nameServers(Message answer) {
    return answer.getSection(Section.AUTHORITY).stream()
        .filter(NSRecord.class::isInstance)
        .map(NSRecord.class::cast);
  }

  /** Why an answer is neither one nor leads on; empty when it does. */
  static String whatIsWrong(Message answer, Name zone, Name name, int type) {
    int rcode = answer.getRcode();
    if (rcode == Rcode.NXDOMAIN || (rcode == Rcode.NOERROR && isFinal(answer))) {
      return "";
    }
    if (rcode != Rcode.NOERROR) {
      return "answered " + Rcode.string(rcode) + " for " + name + " " + Type.string(type);
    }
    if (of(answer, zone, name).isPresent()) {
      return "";
    }
    return nameServers(answer)
        .findFirst()
        .map(each ->
            "refers to the servers of "
                + each.getName()
                + ", which is no way from "
                + zone
                + " to "
                + name)
        .orElse("gives neither an answer nor a referral (a lame delegation)");
  }

  /** The servers of the zone that an answer leads to. */
  static List<Name> serverNames(Message answer, Name zone) {
    return nameServers(answer)
        .filter(each -> each.getName().equals(zone))
        .map(NSRecord::getTarget)
        .toList();
  }

  /** Addresses of a server that came along with the referral. */
  static List<InetAddress> glue(Message answer, Name server) {
    return addresses(
        answer.getSection(Section.ADDITIONAL).stream()
            .filter(each -> each.getName().equals(server))
            .toList());
  }

  /** Those among records; IPv4 first, for more machines have it. */
  static List<InetAddress> addresses(List<Record> records) {
    List<InetAddress> addresses = new ArrayList<>();
    records.forEach(each -> {
      if (each instanceof ARecord a) {
        addresses.addFirst(a.getAddress());
      } else if (each instanceof AAAARecord aaaa) {
        addresses.add(aaaa.getAddress());
      }
    });
    return addresses;
  }
}
