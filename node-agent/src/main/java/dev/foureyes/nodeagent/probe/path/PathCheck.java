package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.icmp.SocketFailures;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.probe.path.HopLookup.Known;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PathProtocol;
import dev.foureyes.proto.results.v1.PathEnd;
import dev.foureyes.proto.results.v1.PathResult;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Traces all flows beside each other, then looks for the path MTU, and for what DNS says of the
 * hops.
 */
final class PathCheck implements Probe {

  private static final Duration NAMES_PATIENCE = Duration.ofSeconds(1);

  private final PathProbe config;
  private final PathPlan plan;
  private final HostLookup lookup;
  private final HopLookup hops;
  private final Poller poller;

  PathCheck(PathProbe config, PathPlan plan, HostLookup lookup, HopLookup hops, Poller poller) {
    this.config = config;
    this.plan = plan;
    this.lookup = lookup;
    this.hops = hops;
    this.poller = poller;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    PathResult.Builder result = PathResult.newBuilder();
    try {
      Resolved target = lookup.resolve(config.getHost(), config.getAddressFamily(), deadline);
      target.dnsNanos().ifPresent(nanos -> result.setDnsMs(Millis.of(nanos)));
      result.setRemoteIp(AddressText.of(target.address()));
      List<FlowTrace> flows = trace(target.address(), deadline);
      boolean isReached = flows.stream().anyMatch(flow -> flow.end() == PathEnd.PATH_END_REACHED);
      if (isReached && !config.getSkipPathMtu()) {
        findMtu(target.address(), deadline, result);
      }
      PathReport.add(flows, known(flows, deadline), result);
      PathVerdict.check(result, plan);
      return new ProbeOutcome.Passed(new ProbeDetail.Path(result.build()));
    } catch (ProbeFailedException e) {
      return new ProbeOutcome.Failed(new ProbeDetail.Path(result.build()), e.failure());
    }
  }

  private List<FlowTrace> trace(InetAddress target, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    List<Future<FlowTrace>> running = new ArrayList<>();
    List<FlowTrace> flows = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < plan.flows(); i++) {
        running.add(threads.submit(() -> traceOne(target, deadline)));
      }
      try {
        for (Future<FlowTrace> flow : running) {
          flows.add(flow.get());
        }
      } catch (ExecutionException e) {
        throw failure(e, target);
      } finally {
        threads.shutdownNow(); // of those that still run when one has failed
      }
    }
    return flows;
  }

  private FlowTrace traceOne(InetAddress target, Deadline deadline)
      throws ErrnoException, ProbeFailedException, InterruptedException {
    try (FlowProber prober = prober(target, deadline)) {
      FlowTrace flow = new FlowTrace(prober, plan, deadline);
      flow.run();
      return flow;
    }
  }

  private FlowProber prober(InetAddress target, Deadline deadline)
      throws ErrnoException, ProbeFailedException {
    return switch (plan.protocol()) {
      case PATH_PROTOCOL_ICMP -> IcmpFlow.open(target, poller, deadline.ticker());
      case PATH_PROTOCOL_TCP -> new TcpFlow(target, plan.port(), poller, deadline.ticker());
      case PATH_PROTOCOL_UDP, PATH_PROTOCOL_UNSPECIFIED, UNRECOGNIZED ->
          UdpFlow.open(target, plan.port(), poller, deadline.ticker());
    };
  }

  private static ProbeFailedException failure(ExecutionException thrown, InetAddress target) {
    return switch (thrown.getCause()) {
      case ProbeFailedException known -> known;
      case ErrnoException errno -> SocketFailures.thrown(errno, target);
      case null, default -> throw new IllegalStateException(thrown);
    };
  }

  /** What the trace found stands without it. */
  private void findMtu(InetAddress target, Deadline deadline, PathResult.Builder result)
      throws ProbeFailedException, InterruptedException {
    if (plan.protocol() == PathProtocol.PATH_PROTOCOL_TCP) {
      return;
    }
    try (FlowProber prober = prober(target, deadline)) {
      new PathMtu(prober, target, plan.replyTimeout(), deadline)
          .find()
          .ifPresent(result::setPathMtuBytes);
    } catch (ErrnoException e) {
      // a firewall of this machine, for example
    }
  }

  private Known known(List<FlowTrace> flows, Deadline deadline) throws InterruptedException {
    if (config.getSkipReverseDns() || deadline.isOver()) {
      return Known.NOTHING;
    }
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (FlowTrace flow : flows) {
      flow.hops().forEach(hop -> hop.answers().forEach(answer -> addresses.add(answer.from())));
    }
    Duration left = deadline.remaining();
    return hops.ask(
        List.copyOf(addresses), left.compareTo(NAMES_PATIENCE) < 0 ? left : NAMES_PATIENCE);
  }
}
