package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.agent.Packet.Answer;
import dev.foureyes.nodeagent.probe.agent.Packet.Kind;
import dev.foureyes.nodeagent.probe.icmp.Answers;
import dev.foureyes.nodeagent.probe.icmp.SocketFailures;
import dev.foureyes.nodeagent.socket.Arrival;
import dev.foureyes.nodeagent.socket.Errno;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.socket.NativeSocket;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PacketAnswer;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands between this node and a peer while their test is there: a connected socket, which
 * keeps the way through NATs open by hellos, answers the peer's packets, and takes the answers to
 * this node's own. Hellos go out by the clock and never as an answer.
 */
final class PairLink implements AutoCloseable {

  /** Shorter than the shortest life of a NAT's mapping that is common (RFC 4787, 4.3: 2 min). */
  private static final long KEEPALIVE_MS = 15_000;

  private static final long SEARCH_MS = 500;
  private static final long PATIENT_SEARCH_MS = 5_000;
  private static final int QUICK_SEARCHES = 60;

  /** So that a peer that keeps beginning anew does not make this node talk. */
  private static final long LEAST_PAUSE_MS = 100;

  private static final long LONGEST_QUEUE_NANOS = 1_000_000_000L;

  private final LinkId id;
  private final PairKey key;
  private final Poller poller;
  private final NodeClock clock;
  private final ServerClock serverClock;
  private final Map<Integer, RunTally> runs = new ConcurrentHashMap<>();
  private final AtomicInteger nextRun = new AtomicInteger();
  private final AtomicInteger rejected = new AtomicInteger();
  private final Reflections reflections = new Reflections();
  private final Handshake handshake; // guarded by this
  private final Thread thread;
  private Optional<Open> open = Optional.empty(); // guarded by this
  private OptionalLong refusedNanos = OptionalLong.empty(); // guarded by this
  private boolean isClosed; // guarded by this

  private record Open(NativeSocket socket, Poller.Registration registration) {}

  PairLink(LinkId id, Poller poller, NodeClock clock, ServerClock serverClock) {
    this.id = id;
    this.key = PairKey.of(id.peer());
    this.poller = poller;
    this.clock = clock;
    this.serverClock = serverClock;
    this.handshake = new Handshake(wallNanos());
    this.thread = Thread.ofVirtual().name("agent-link").start(this::keepAlive);
  }

  InetAddress target() {
    return id.address();
  }

  /** Packets that were not the peer's, or came once more, since the last time this was asked. */
  int takeRejected() {
    return rejected.getAndSet(0);
  }

  /**
   * Makes the socket unless it is there.
   *
   * @throws ProbeFailedException when this machine has no such socket for us
   */
  synchronized void open() throws ProbeFailedException {
    if (open.isPresent() || isClosed) {
      return;
    }
    try {
      NativeSocket socket = NativeSocket.open(NativeSocket.Kind.UDP, target());
      try {
        if (id.dscp() > 0) {
          socket.dscp(id.dscp());
        }
        socket.bind(id.peer().getOwnPort());
        socket.connect(id.peer().getPeerPort());
      } catch (ErrnoException e) {
        socket.close();
        throw e;
      }
      open = Optional.of(new Open(socket, poller.watch(socket, this::arrived)));
      notifyAll();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ADDRESS_IN_USE) {
        throw new ProbeFailedException(
            new Failure(
                Fault.FAULT_NODE_LOCAL,
                ErrorPhase.ERROR_PHASE_CONNECT,
                "UDP port "
                    + id.peer().getOwnPort()
                    + " is in use on this machine (expected: free, for packets from and to "
                    + id.remote()
                    + "; the server chooses it from foureyes.control.agent-ports)"));
      }
      throw SocketFailures.thrown(e, target());
    }
  }

  /** Makes the socket anew, for this machine may have another address now. */
  void reopen() {
    closeSocket();
    try {
      open();
    } catch (ProbeFailedException e) {
      // tried again with the next hello, and told by the next run
    }
  }

  private void closeSocket() {
    Optional<Open> before;
    synchronized (this) {
      before = open;
      open = Optional.empty();
    }
    before.ifPresent(each -> each.registration.close());
  }

  /** Address of this machine that packets to the peer leave from. */
  synchronized Optional<InetAddress> ownAddress() {
    if (open.isEmpty()) {
      return Optional.empty();
    }
    try {
      return open.get().socket.localAddress();
    } catch (ErrnoException e) {
      return Optional.empty();
    }
  }

  private void keepAlive() {
    try {
      for (int searches = 0; ; ) {
        boolean isConfirmed = hello();
        searches = isConfirmed ? 0 : searches + 1;
        long pause =
            isConfirmed ? KEEPALIVE_MS : searches < QUICK_SEARCHES ? SEARCH_MS : PATIENT_SEARCH_MS;
        Thread.sleep(LEAST_PAUSE_MS);
        synchronized (this) {
          if (!handshake.isAsked()) {
            wait(pause - LEAST_PAUSE_MS);
          }
          if (isClosed) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** Says that this node is there; whether the peer is known to be. */
  synchronized boolean hello() {
    handshake.expire(clock.nanos(), wallNanos());
    try {
      open(); // a port that was in use may be free by now
      var _ = send(Kind.HELLO, 0, 0, handshake.tell(), Answer.NONE, Packet.MIN_BYTES);
    } catch (ProbeFailedException | ErrnoException e) {
      // what is wrong is told by a run
    }
    return handshake.isConfirmed();
  }

  synchronized boolean isConfirmed() {
    return handshake.isConfirmed();
  }

  /** Whether the peer's address said since then that nothing has the port. */
  synchronized boolean wasRefusedSince(long nanos) {
    return refusedNanos.isPresent() && refusedNanos.getAsLong() - nanos >= 0;
  }

  /** Begins a run, whose answers go to this tally; its number. */
  int begin(RunTally tally) {
    int run = nextRun.getAndIncrement();
    runs.put(run, tally);
    return run;
  }

  void end(int run) {
    runs.remove(run);
  }

  /** Sends the next packet of a run. */
  void sendTest(int run, RunTally tally, int length) throws ErrnoException {
    synchronized (tally) { // its answer may be quicker than this thread
      int sequence = tally.sentCount();
      long nanos = send(Kind.TEST, sequence, run, Answer.NONE, length);
      tally.sent(new RunTally.Sent(nanos, wallNanosAt(nanos)));
    }
  }

  /** Asks what came of a run. */
  void sendQuery(int run, int sequence) throws ErrnoException {
    var _ = send(Kind.QUERY, sequence, run, Answer.NONE, Packet.MIN_BYTES);
  }

  private long send(Kind kind, int sequence, int run, Answer answer, int length)
      throws ErrnoException {
    return send(kind, sequence, run, peerNonce(), answer, length);
  }

  private synchronized long peerNonce() {
    return handshake.peer();
  }

  private long send(Kind kind, int sequence, int run, long echo, Answer answer, int length)
      throws ErrnoException {
    NativeSocket socket;
    long nonce;
    synchronized (this) {
      if (open.isEmpty()) {
        throw ErrnoException.closed(); // meanwhile
      }
      socket = open.get().socket;
      nonce = handshake.nonce();
    }
    var reading = serverClock.reading();
    Packet packet =
        new Packet(
            kind, id.peer().getFirst(), sequence, run, nonce, echo, wallNanos(), reading, answer);
    return socket.send(packet.sealed(length, key), clock.ticker());
  }

  private void arrived(Arrival arrival) {
    if (arrival.report().isPresent()) {
      var report = arrival.report().get();
      if (Answers.of(report) == PacketAnswer.PACKET_ANSWER_PORT_UNREACHABLE
          && report.offender().equals(target())) {
        synchronized (this) {
          refusedNanos = OptionalLong.of(arrival.readNanos());
        }
      }
      return;
    }
    byte[] data = arrival.bytes();
    Optional<Packet> packet = Packet.opened(data, key);
    if (packet.isEmpty() || packet.get().fromFirst() == id.peer().getFirst()) {
      rejected.incrementAndGet();
      return;
    }
    if (!accept(packet.get())) {
      return;
    }
    switch (packet.get().kind()) {
      case HELLO -> {}
      case TEST, QUERY -> answer(packet.get(), arrival, data.length);
      case REFLECTION, COUNT -> take(packet.get(), arrival);
    }
  }

  private synchronized boolean accept(Packet packet) {
    boolean wasConfirmed = handshake.isConfirmed();
    boolean isLiving = handshake.accept(packet, clock.nanos());
    if (!isLiving && packet.kind() != Kind.HELLO) {
      rejected.incrementAndGet();
    }
    if (handshake.isAsked() || wasConfirmed != handshake.isConfirmed()) {
      notifyAll();
    }
    return isLiving;
  }

  private void answer(Packet packet, Arrival arrival, int length) {
    long receivedNanos = wallNanosAt(arrival.readNanos() - queued(arrival));
    boolean isTest = packet.kind() == Kind.TEST;
    Optional<Answer> answer =
        isTest ? reflections.test(packet, receivedNanos) : reflections.query(packet, receivedNanos);
    if (answer.isEmpty()) {
      return;
    }
    try {
      int place = Math.max(0, answer.get().arrived() - 1);
      var _ =
          send(isTest ? Kind.REFLECTION : Kind.COUNT, place, packet.run(), answer.get(), length);
    } catch (ErrnoException e) {
      // the peer counts it as lost on the way back, and so it was
    }
  }

  private void take(Packet packet, Arrival arrival) {
    RunTally tally = runs.get(packet.run());
    if (tally == null) {
      return; // its run has ended
    }
    if (packet.kind() == Kind.COUNT) {
      tally.counted(packet);
      return;
    }
    tally
        .find(packet.answer().asked())
        .ifPresent(sent ->
            tally.answered(
                packet,
                new RunTally.Came(
                    wallNanosAt(arrival.readNanos() - queued(arrival)),
                    arrival.roundTripNanos(sent.nanos()),
                    arrival.hasKernelTime(sent.nanos()))));
  }

  /** How long a packet waited to be read; nothing when the kernel does not say what can be. */
  private static long queued(Arrival arrival) {
    long queued = arrival.queuedNanos();
    return queued >= 0 && queued < LONGEST_QUEUE_NANOS ? queued : 0;
  }

  private long wallNanos() {
    return ServerClock.epochNanos(clock.now());
  }

  private long wallNanosAt(long nanos) {
    long wall = wallNanos();
    return wall - (clock.nanos() - nanos);
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    thread.interrupt();
    closeSocket();
  }
}
