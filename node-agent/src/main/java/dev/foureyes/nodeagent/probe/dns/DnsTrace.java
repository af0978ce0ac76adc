package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.dns.RootHints.Hint;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.DnsTraceStep;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Walks from the root to the servers of a name's zone, as a resolver without a cache does (RFC
 * 1034, 5.3.3). Every referral must lead closer to the name, so that the walk ends; an alias in the
 * answer is not followed. Every server's address is checked before it is asked.
 */
final class DnsTrace {

  private static final int MAX_QUERIES = 64;
  private static final int MAX_DEPTH = 3;
  private static final int MAX_TRIES = 3;
  private static final int MAX_SERVERS = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final List<Hint> hints;
  private final DnsTransport transport;
  private final HostLookup lookup;
  private final Deadline deadline;
  private int queries;

  DnsTrace(List<Hint> hints, DnsTransport transport, HostLookup lookup, Deadline deadline) {
    this.hints = hints;
    this.transport = transport;
    this.lookup = lookup;
    this.deadline = deadline;
  }

  /**
   * Walks to the answer.
   *
   * @param facts filled with what was measured of the last step
   * @param recorder gets each step, those that failed too
   */
  Message walk(Name name, int type, DnsFacts facts, Consumer<DnsTraceStep> recorder)
      throws ProbeFailedException, InterruptedException {
    return new Walk(name, type, facts, recorder, 0).run();
  }

  private final class Walk {

    private final Name name;
    private final int type;
    private final DnsFacts facts;
    private final Consumer<DnsTraceStep> recorder;
    private final int depth;
    private Name zone = Name.root;
    private Failure failure = failed(Fault.FAULT_CONFIG, "no server of the zone . can be asked");

    private Walk(Name name, int type, DnsFacts facts, Consumer<DnsTraceStep> recorder, int depth) {
      this.name = name;
      this.type = type;
      this.facts = facts;
      this.recorder = recorder;
      this.depth = depth;
    }

    private Message run() throws ProbeFailedException, InterruptedException {
      List<Hint> servers = hints;
      while (true) {
        Message answer = ask(servers);
        Optional<Name> referral = DnsReferral.of(answer, zone, name);
        if (referral.isEmpty()) {
          return answer;
        }
        zone = referral.get();
        servers = servers(answer, servers.getFirst().address().getPort());
      }
    }

    /** The first answer that is one, or leads on. */
    private Message ask(List<Hint> servers) throws ProbeFailedException, InterruptedException {
      failure = failed(Fault.FAULT_TARGET, "no server of the zone " + zone + " has an address");
      int tries = 0;
      for (Hint server : servers) {
        if (tries == MAX_TRIES || deadline.isOver()) {
          break;
        }
        if (++queries > MAX_QUERIES) {
          throw new ProbeFailedException(
              failed(
                  Fault.FAULT_TARGET,
                  "the way to " + name + " takes more than " + MAX_QUERIES + " queries"));
        }
        tries++;
        Optional<Message> answer = ask(server);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
      throw new ProbeFailedException(failure);
    }

    private Optional<Message> ask(Hint server) throws InterruptedException {
      DnsTraceStep.Builder step =
          DnsTraceStep.newBuilder()
              .setZone(zone.toString())
              .setServerName(server.name())
              .setServer(AddressText.of(server.address()));
      try {
        lookup.check(server.address().getAddress());
        Message query = DnsWire.query(name, type, DnsWire.Kind.ITERATIVE_TO_VALIDATE);
        long start = deadline.ticker().nanos();
        Message answer =
            new DnsExchange(server.address(), transport, Fault.FAULT_PATH, Optional.empty())
                .ask(query, patience(), deadline, facts);
        step.setRttMs(Millis.of(deadline.ticker().nanos() - start));
        describe(answer, step);
        String wrong = DnsReferral.whatIsWrong(answer, zone, name, type);
        if (wrong.isEmpty()) {
          recorder.accept(step.build());
          return Optional.of(answer);
        }
        failure = failed(Fault.FAULT_TARGET, AddressText.of(server.address()) + " " + wrong);
      } catch (ProbeFailedException e) {
        failure = e.failure();
      }
      recorder.accept(step.setError(failure.sentence()).build());
      return Optional.empty();
    }

    private Duration patience() {
      Duration third = deadline.remaining().dividedBy(MAX_TRIES);
      return third.compareTo(PATIENCE) < 0 ? third : PATIENCE;
    }

    private void describe(Message answer, DnsTraceStep.Builder step) {
      step.setRcode(Rcode.string(answer.getRcode()))
          .setAuthoritative(answer.getHeader().getFlag(Flags.AA))
          .setAnswerCount((int) DnsReport.answers(answer).count());
      Optional<Name> referral = DnsReferral.of(answer, zone, name);
      referral.ifPresent(to -> {
        List<Name> names = DnsReferral.serverNames(answer, to);
        step.setReferral(to.toString())
            .setGlueCount(
                (int)
                    names.stream()
                        .filter(each -> !DnsReferral.glue(answer, each).isEmpty())
                        .count())
            .setHasDs(
                answer.getSection(Section.AUTHORITY).stream()
                    .anyMatch(each -> each.getType() == Type.DS && each.getName().equals(to)));
        names.stream().limit(MAX_SERVERS).map(Name::toString).forEach(step::addReferralServers);
      });
    }

    /** Those that came with an address; when none has, the first whose address can be found. */
    private List<Hint> servers(Message answer, int port)
        throws ProbeFailedException, InterruptedException {
      List<Name> names = DnsReferral.serverNames(answer, zone);
      List<Hint> servers = new ArrayList<>();
      for (Name each : names.subList(0, Math.min(names.size(), MAX_SERVERS))) {
        DnsReferral.glue(answer, each).forEach(address -> servers.add(hint(each, address, port)));
      }
      for (Name each : names.subList(0, Math.min(names.size(), MAX_TRIES))) {
        if (!servers.isEmpty()) {
          break;
        }
        found(each).forEach(address -> servers.add(hint(each, address, port)));
      }
      return servers;
    }

    private static Hint hint(Name name, InetAddress address, int port) {
      return new Hint(name.toString(), new InetSocketAddress(address, port));
    }

    /** A walk of its own, whose steps are not recorded; the number of queries is common. */
    private List<InetAddress> found(Name server) throws InterruptedException {
      if (depth == MAX_DEPTH) {
        return List.of();
      }
      for (int each : List.of(Type.A, Type.AAAA)) {
        try {
          Message answer = new Walk(server, each, new DnsFacts(), step -> {}, depth + 1).run();
          List<InetAddress> addresses = DnsReferral.addresses(answer.getSection(Section.ANSWER));
          if (!addresses.isEmpty()) {
            return addresses;
          }
        } catch (ProbeFailedException e) {
          failure = e.failure();
        }
      }
      return List.of();
    }
  }

  private static Failure failed(Fault fault, String sentence) {
    return new Failure(fault, ErrorPhase.ERROR_PHASE_DNS, sentence);
  }
}
