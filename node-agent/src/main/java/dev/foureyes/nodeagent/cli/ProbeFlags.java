package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.AddressFamily;
import java.time.Duration;

/** Options that more than one kind of probe has. */
final class ProbeFlags {

  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  static final Flag TIMEOUT =
      Flag.option(
          "--timeout", "TIME", "ended and failed after this time, for example 500ms;\ndefault 5s");
  static final Flag JSON =
      Flag.toggle("--json", "print the result as JSON, in the form of the contract's\nProbeResult");
  static final Flag IPV4 = Flag.toggle("--ipv4", "only IPv4 addresses").letter("-4");
  static final Flag IPV6 = Flag.toggle("--ipv6", "only IPv6 addresses").letter("-6");
  static final Flag HELP = Flag.toggle("--help", "this text").letter("-h");

  private ProbeFlags() {}

  static AddressFamily family(Arguments arguments) throws UsageException {
    arguments.notBoth(IPV4, IPV6);
    if (arguments.has(IPV4)) {
      return AddressFamily.ADDRESS_FAMILY_IPV4;
    }
    return arguments.has(IPV6)
        ? AddressFamily.ADDRESS_FAMILY_IPV6
        : AddressFamily.ADDRESS_FAMILY_UNSPECIFIED;
  }
}
