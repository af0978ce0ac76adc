package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.dns.DnsExchange.Answer;
import dev.foureyes.nodeagent.probe.dns.DnsProbes.Server;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.DnsRecord;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks one question. A server that is silent is asked once more, or the next of the system's.
 *
 * <table>
 * <caption>What each end means; the phase is always DNS</caption>
 * <tr><th>what happened</th><th>a server that the test names</th><th>the system's servers</th></tr>
 * <tr><td>a response code that the test expects, NOERROR unless it says otherwise, with or without answers</td><td>passed</td><td>passed</td></tr>
 * <tr><td>any other response code: NXDOMAIN, SERVFAIL, REFUSED …</td><td>TARGET</td><td>TARGET</td></tr>
 * <tr><td>something that is no DNS answer, or a closed connection</td><td>TARGET</td><td>TARGET</td></tr>
 * <tr><td>refused: nothing listens on the port</td><td>TARGET</td><td>NODE_LOCAL</td></tr>
 * <tr><td>no answer in time</td><td>PATH</td><td>NODE_LOCAL</td></tr>
 * <tr><td>unreachable, no route …</td><td colspan="2">as in {@link Connects}</td></tr>
 * <tr><td>the named server's own name does not resolve</td><td>as in {@link HostLookup}</td><td></td></tr>
 * </table>
 */
final class DnsCheck implements Probe {

  private static final int MAX_ANSWERS = 50;
  private static final int MAX_DATA = 512;
  private static final int MAX_SERVERS = 3;

  private final Name name;
  private final int type;
  private final Optional<Server> server;
  private final DnsTransport transport;
  private final Set<Integer> expectedCodes;
  private final SystemResolvers system;
  private final HostLookup lookup;

  /**
   * @param expectedCodes the response codes that count as a success, as DNS numbers them
   */
  DnsCheck(
      Name name,
      int type,
      Optional<Server> server,
      DnsTransport transport,
      Set<Integer> expectedCodes,
      SystemResolvers system,
      HostLookup lookup) {
    this.name = name;
    this.type = type;
    this.server = server;
    this.transport = transport;
    this.expectedCodes = expectedCodes;
    this.system = system;
    this.lookup = lookup;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    DnsResult.Builder result = DnsResult.newBuilder();
    try {
      List<InetSocketAddress> servers = servers(deadline);
      result.setServer(AddressText.of(servers.getFirst()));
      long start = deadline.ticker().nanos();
      Answer answer = ask(servers, deadline);
      result.setResolutionMs(Millis.of(deadline.ticker().nanos() - start));
      describe(answer, result);
      int rcode = answer.message().getRcode();
      if (!expectedCodes.contains(rcode)) {
        String question = name + " " + Type.string(type);
        throw new ProbeFailedException(
            new Failure(
                Fault.FAULT_TARGET,
                ErrorPhase.ERROR_PHASE_DNS,
                result.getServer() + " answered " + Rcode.string(rcode) + " for " + question));
      }
      return new ProbeOutcome.Passed(new ProbeDetail.Dns(result.build()));
    } catch (ProbeFailedException e) {
      return new ProbeOutcome.Failed(new ProbeDetail.Dns(result.build()), e.failure());
    }
  }

  private List<InetSocketAddress> servers(Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    if (server.isEmpty()) {
      return system.servers().stream()
          .limit(MAX_SERVERS)
          .toList(); // whatever the machine's owner has set
    }
    HostLookup.Resolved resolved =
        lookup.resolve(server.get().host(), AddressFamily.ADDRESS_FAMILY_UNSPECIFIED, deadline);
    return List.of(new InetSocketAddress(resolved.address(), server.get().port()));
  }

  private Answer ask(List<InetSocketAddress> servers, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    Fault silenceFault = server.isPresent() ? Fault.FAULT_PATH : Fault.FAULT_NODE_LOCAL;
    List<InetSocketAddress> tries =
        servers.size() > 1 ? servers : List.of(servers.getFirst(), servers.getFirst());
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    ProbeFailedException last = null;
    for (int i = 0; i < tries.size() && !deadline.isOver(); i++) {
      Duration patience = deadline.remaining().dividedBy(tries.size() - i);
      try {
        return new DnsExchange(tries.get(i), transport, silenceFault)
            .ask(query.clone(), patience, deadline);
      } catch (ProbeFailedException e) {
        if (e.failure().fault() != silenceFault) {
          throw e;
        }
        last = e;
      }
    }
    if (last == null) {
      throw new ProbeFailedException(
          new Failure(
              silenceFault,
              ErrorPhase.ERROR_PHASE_DNS,
              "no time was left to ask " + tries.getFirst()));
    }
    throw last;
  }

  private static void describe(Answer answer, DnsResult.Builder result) {
    Message message = answer.message();
    Header header = message.getHeader();
    List<Record> records = message.getSection(Section.ANSWER);
    result
        .setAnswerCount(records.size())
        .setResponseBytes(message.numBytes())
        .setRcode(Rcode.string(message.getRcode()))
        .setServer(AddressText.of(answer.server()))
        .setTransport(answer.transport())
        .setAuthoritative(header.getFlag(Flags.AA))
        .setTruncated(header.getFlag(Flags.TC))
        .setRecursionAvailable(header.getFlag(Flags.RA))
        .setAuthenticData(header.getFlag(Flags.AD));
    for (Record record : records.subList(0, Math.min(records.size(), MAX_ANSWERS))) {
      String data = record.rdataToString();
      result.addAnswers(
          DnsRecord.newBuilder()
              .setName(record.getName().toString())
              .setType(Type.string(record.getType()))
              .setTtlS((int) record.getTTL())
              .setData(data.length() > MAX_DATA ? data.substring(0, MAX_DATA) : data));
    }
  }
}
