package dev.foureyes.nodeagent.doctor;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Name servers, routes, and who may send ICMP and raw packets. */
final class NetworkChecks {

  private static final int HEX = 16;
  private static final int ROUTE_UP = 0x1;
  private static final int ROUTE_REJECT = 0x200;
  private static final int CAP_NET_RAW = 13;
  private static final String ANY_IPV4 = "00000000";
  private static final String ANY_IPV6 = "0".repeat(32);

  private final Machine machine;
  private final SystemResolvers resolvers;

  NetworkChecks(Machine machine, SystemResolvers resolvers) {
    this.machine = machine;
    this.resolvers = resolvers;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(List.of(nameServers()));
    findings.addAll(routes());
    findings.add(icmp());
    findings.add(rawSockets());
    return findings;
  }

  private Finding nameServers() {
    String servers =
        resolvers.servers().stream().map(AddressText::of).collect(Collectors.joining(", "));
    boolean isSet =
        machine.lines("etc/resolv.conf").stream()
            .anyMatch(line -> line.strip().startsWith("nameserver"));
    return isSet || !machine.exists("proc")
        ? Finding.ok("name servers", servers)
        : Finding.limited(
            "name servers",
            "none is set; " + servers + " would be asked",
            "add a line `nameserver ADDRESS` to /etc/resolv.conf");
  }

  /** Needed is one of the two. */
  private List<Finding> routes() {
    if (!machine.exists("proc/net/route")) {
      return List.of(unknown("routes"));
    }
    Optional<String> ipv4 = ipv4Route();
    Optional<String> ipv6 = ipv6Route();
    List<Finding> findings =
        List.of(
            route(
                "IPv4",
                ipv4,
                "tests reach only this machine's own IPv4 networks; add a default route"),
            route(
                "IPv6",
                ipv6,
                "tests with IPv6 only reach nothing outside; add IPv6 to the uplink"));
    return ipv4.isPresent() || ipv6.isPresent()
        ? findings
        : findings.stream().map(Finding::asNeeded).toList();
  }

  private static Finding route(String family, Optional<String> device, String advice) {
    return device
        .map(name -> Finding.ok(family, "default route by " + name))
        .orElseGet(() -> Finding.no(family, "no default route", advice));
  }

  /** The device of the default route: columns are device, destination, gateway, flags … mask. */
  private Optional<String> ipv4Route() {
    return machine.lines("proc/net/route").stream()
        .skip(1)
        .map(Machine::words)
        .filter(words -> words.size() > 7)
        .filter(words -> words.get(1).equals(ANY_IPV4) && words.get(7).equals(ANY_IPV4))
        .filter(words -> isUp(words.get(3)))
        .map(List::getFirst)
        .findFirst();
  }

  /** Columns are destination, its prefix, source, its prefix, gateway, metric … flags, device. */
  private Optional<String> ipv6Route() {
    return machine.lines("proc/net/ipv6_route").stream()
        .map(Machine::words)
        .filter(words -> words.size() > 9)
        .filter(words -> words.get(0).equals(ANY_IPV6) && words.get(1).equals("00"))
        .filter(words -> isUp(words.get(8)) && !words.get(9).equals("lo"))
        .map(words -> words.get(9))
        .findFirst();
  }

  private static boolean isUp(String flags) {
    try {
      int bits = Integer.parseUnsignedInt(flags, HEX);
      return (bits & ROUTE_UP) != 0 && (bits & ROUTE_REJECT) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Echo requests without privileges are for the groups in a range (icmp(7)). */
  private Finding icmp() {
    List<String> lines = machine.lines("proc/sys/net/ipv4/ping_group_range");
    List<Long> range = lines.isEmpty() ? List.of() : numbers(Machine.words(lines.getFirst()));
    if (range.size() != 2) {
      return unknown("ICMP");
    }
    boolean isAllowed =
        groups().stream().anyMatch(group -> range.get(0) <= group && group <= range.get(1));
    return isAllowed
        ? Finding.ok("ICMP", "without privileges (ping_group_range " + words(range) + ")")
        : Finding.no(
            "ICMP",
            "not for this user's groups (ping_group_range " + words(range) + ")",
            "for ping tests: sysctl -w net.ipv4.ping_group_range=\"0 2147483647\", or raw sockets");
  }

  private static String words(List<Long> range) {
    return range.get(0) + " " + range.get(1);
  }

  /** The effective group, which is the second number of its line, and the supplementary ones. */
  private List<Long> groups() {
    List<Long> own = numbers(machine.row("proc/self/status", "Gid:").orElse(List.of()));
    List<Long> groups =
        new ArrayList<>(numbers(machine.row("proc/self/status", "Groups:").orElse(List.of())));
    if (own.size() > 1) {
      groups.add(own.get(1));
    }
    return groups;
  }

  private static List<Long> numbers(List<String> words) {
    return words.stream().filter(word -> word.matches("\\d{1,18}")).map(Long::valueOf).toList();
  }

  private Finding rawSockets() {
    List<String> mask = machine.row("proc/self/status", "CapEff:").orElse(List.of());
    if (mask.isEmpty() || !mask.getFirst().matches("[0-9a-fA-F]{1,16}")) {
      return unknown("raw sockets");
    }
    boolean isAllowed = (Long.parseUnsignedLong(mask.getFirst(), HEX) >> CAP_NET_RAW & 1) == 1;
    return isAllowed
        ? Finding.ok("raw sockets", "CAP_NET_RAW")
        : Finding.no(
            "raw sockets",
            "no CAP_NET_RAW",
            "AmbientCapabilities=CAP_NET_RAW in the systemd unit, --cap-add NET_RAW for a container; only ping tests need it, and only without ICMP above");
  }

  private static Finding unknown(String subject) {
    return Finding.limited(
        subject, "not known: this system has no file that says it", "nothing to do");
  }
}
