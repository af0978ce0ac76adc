package dev.foureyes.nodeagent.probe.ping;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.icmp.Echo;
import dev.foureyes.nodeagent.probe.icmp.IcmpSockets;
import dev.foureyes.nodeagent.probe.icmp.SocketFailures;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.socket.Arrival;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.socket.NativeSocket;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.PingProbe;
import dev.foureyes.proto.results.v1.IcmpSocket;
import dev.foureyes.proto.results.v1.PingResult;
import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends echo requests at a steady pace and takes the replies. A run ends when every packet is
 * answered or has been waited for long enough, or by its deadline.
 */
final class PingCheck implements Probe {

  /** More than this is nothing that was asked for. */
  private static final int MAX_WAITING_ARRIVALS = 512;

  private static final int MAX_ID = 0x10000;

  /** Less than what a run may end after its deadline. */
  private static final long LAST_LOOK_NANOS = 50_000_000;

  private final PingProbe config;
  private final PingPlan plan;
  private final HostLookup lookup;
  private final Poller poller;

  PingCheck(PingProbe config, PingPlan plan, HostLookup lookup, Poller poller) {
    this.config = config;
    this.plan = plan;
    this.lookup = lookup;
    this.poller = poller;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    PingResult.Builder result = PingResult.newBuilder();
    PingTally tally = new PingTally(deadline.startNanos(), plan.replyTimeout().toNanos());
    try {
      Resolved target = lookup.resolve(config.getHost(), config.getAddressFamily(), deadline);
      target.dnsNanos().ifPresent(nanos -> result.setDnsMs(Millis.of(nanos)));
      result.setRemoteIp(AddressText.of(target.address()));
      try {
        exchange(target.address(), deadline, result, tally);
      } finally {
        tally.into(result);
      }
      new PingVerdict(config, plan, target.address()).check(result);
      return new ProbeOutcome.Passed(new ProbeDetail.Ping(result.build()));
    } catch (ProbeFailedException e) {
      return new ProbeOutcome.Failed(new ProbeDetail.Ping(result.build()), e.failure());
    }
  }

  private void exchange(
      InetAddress target, Deadline deadline, PingResult.Builder result, PingTally tally)
      throws ProbeFailedException, InterruptedException {
    NativeSocket socket = IcmpSockets.open(target);
    result.setSocket(
        socket.kind() == NativeSocket.Kind.ICMP_DATAGRAM
            ? IcmpSocket.ICMP_SOCKET_DATAGRAM
            : IcmpSocket.ICMP_SOCKET_RAW);
    BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(MAX_WAITING_ARRIVALS);
    try {
      prepare(socket);
    } catch (ErrnoException e) {
      socket.close();
      throw SocketFailures.thrown(e, target);
    }
    try (Poller.Registration _ = poller.watch(socket, arrivals::offer)) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      Echo echo = Echo.of(socket, random.nextInt(MAX_ID), random.nextLong(), plan.payloadBytes());
      new Exchange(socket, echo, arrivals, deadline, tally).run();
    } catch (ErrnoException e) {
      throw SocketFailures.thrown(e, target);
    }
  }

  private void prepare(NativeSocket socket) throws ErrnoException {
    if (config.getDscp() > 0) {
      socket.dscp(config.getDscp());
    }
    socket.dontFragment(config.getDontFragment());
    socket.connect(0);
  }

  private final class Exchange {

    private final NativeSocket socket;
    private final Echo echo;
    private final BlockingQueue<Arrival> arrivals;
    private final Deadline deadline;
    private final PingTally tally;

    Exchange(
        NativeSocket socket,
        Echo echo,
        BlockingQueue<Arrival> arrivals,
        Deadline deadline,
        PingTally tally) {
      this.socket = socket;
      this.echo = echo;
      this.arrivals = arrivals;
      this.deadline = deadline;
      this.tally = tally;
    }

    void run() throws ErrnoException, InterruptedException {
      for (int sequence = 0; sequence < plan.count() && !deadline.isOver(); sequence++) {
        send(sequence);
        if (sequence + 1 < plan.count()) {
          receiveUntil(tally.sentNanos(sequence) + plan.gap().toNanos());
        }
      }
      for (OptionalLong until = tally.waitsUntil();
          until.isPresent() && left(until.getAsLong()) > 0;
          until = tally.waitsUntil()) {
        receive(left(until.getAsLong()));
      }
      if (tally.received() < tally.sentCount()) {
        takeWhatWaitsHere();
      }
    }

    /** On a busy machine replies that came in time may not be read yet; the kernel says when. */
    private void takeWhatWaitsHere() throws InterruptedException {
      long end = deadline.ticker().nanos() + LAST_LOOK_NANOS;
      for (long left = LAST_LOOK_NANOS; left > 0; left = end - deadline.ticker().nanos()) {
        receive(left);
      }
    }

    private void send(int sequence) throws ErrnoException {
      tally.sent(socket.send(echo.request(sequence), deadline.ticker()));
    }

    private void receiveUntil(long nanos) throws InterruptedException {
      for (long left = left(nanos); left > 0; left = left(nanos)) {
        receive(left);
      }
    }

    private long left(long untilNanos) {
      return Math.min(untilNanos - deadline.ticker().nanos(), deadline.remainingNanos());
    }

    private void receive(long nanos) throws InterruptedException {
      Arrival arrival = arrivals.poll(nanos, TimeUnit.NANOSECONDS);
      if (arrival == null) {
        return;
      }
      OptionalInt about =
          arrival.report().isPresent()
              ? echo.quoted(arrival, socket.kind())
              : echo.reply(arrival, socket.kind());
      if (about.isEmpty() || !tally.wasSent(about.getAsInt())) {
        return; // not ours, or made up
      }
      int sequence = about.getAsInt();
      if (arrival.report().isPresent()) {
        tally.refused(sequence, arrival.report().get());
      } else if (arrival.from().map(socket.target()::equals).orElse(true)) {
        long sent = tally.sentNanos(sequence);
        tally.replied(
            sequence,
            arrival.roundTripNanos(sent),
            arrival.hasKernelTime(sent),
            echo.hopLimit(arrival, socket.kind()));
      }
    }
  }
}
