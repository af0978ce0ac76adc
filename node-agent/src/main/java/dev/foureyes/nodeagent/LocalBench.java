package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.cli.Bench;
import dev.foureyes.nodeagent.identity.OwnCertificate;
import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.agent.AgentProbes;
import dev.foureyes.nodeagent.probe.bgp.BgpProbes;
import dev.foureyes.nodeagent.probe.browser.BrowserProbes;
import dev.foureyes.nodeagent.probe.browser.BrowserSettings;
import dev.foureyes.nodeagent.probe.dns.DnsProbes;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.OriginLookup;
import dev.foureyes.nodeagent.probe.name.OriginZone;
import dev.foureyes.nodeagent.probe.name.ReverseLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.probe.path.PathProbes;
import dev.foureyes.nodeagent.probe.ping.PingProbes;
import dev.foureyes.nodeagent.probe.tcp.TcpProbes;
import dev.foureyes.nodeagent.probe.udp.UdpProbes;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.nodeagent.update.UpdateSettings;
import dev.foureyes.nodeagent.update.Updates;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.ProbeConfig.ProbeCase;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.TcpTls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.X509ExtendedTrustManager;

/** The agent's probes for one run from a terminal. */
final class LocalBench implements Bench {

  private static final Duration WARM_UP_TIMEOUT = Duration.ofMillis(200);
  private static final Duration PIPE_WAIT = Duration.ofMillis(2);
  private static final TcpProbe NOBODY =
      TcpProbe.newBuilder().setHost("127.0.0.1").setPort(9).build();

  private final SystemResolvers resolvers;
  private final NodeClock clock;
  private final HttpProbes http;
  private final TcpProbes tcp;
  private final DnsProbes dns;
  private final PingProbes ping;
  private final PathProbes path;
  private final BrowserProbes browser;
  private final Probes all;

  LocalBench(
      SystemResolvers resolvers,
      X509ExtendedTrustManager trust,
      Secrets secrets,
      BrowserSettings browserSettings,
      Optional<OriginZone> asnZone,
      NodeClock clock) {
    this.resolvers = resolvers;
    this.clock = clock;
    HostLookup lookup = new HostLookup(resolvers);
    this.http = new HttpProbes(lookup, trust, secrets, clock, "FourEyes/" + AgentVersion.version());
    this.tcp = new TcpProbes(lookup, trust, secrets, clock.wall());
    this.dns = new DnsProbes(resolvers, lookup, http, trust, clock);
    Poller poller = new Poller(clock.ticker());
    this.ping = new PingProbes(lookup, poller);
    this.path =
        new PathProbes(
            lookup,
            new ReverseLookup(resolvers),
            new OriginLookup(resolvers, asnZone, clock.ticker()),
            poller);
    Path profiles =
        Path.of(
            System.getProperty("java.io.tmpdir"), "foureyes-node-" + ProcessHandle.current().pid());
    profiles.toFile().deleteOnExit(); // where it was needed; it is empty then
    this.browser = BrowserProbes.of(browserSettings, lookup, secrets, profiles);
    this.all =
        new Probes(
            http,
            tcp,
            dns,
            new UdpProbes(lookup),
            ping,
            path,
            new BgpProbes(lookup, secrets, clock),
            new AgentProbes(ping, poller, TargetPolicy.DEFAULT, clock, new ServerClock(clock)),
            browser);
  }

  /**
   * @param secrets those of the node whose data directory is known; else none
   * @param browser which one page tests get
   * @param asnZone where the autonomous systems of hops are asked for
   */
  static LocalBench ofThisMachine(
      Secrets secrets, BrowserSettings browser, Optional<OriginZone> asnZone) {
    return new LocalBench(
        SystemResolvers.ofThisMachine(),
        HttpProbes.systemTrust(),
        secrets,
        browser,
        asnZone,
        NodeClock.system());
  }

  @Override
  public Probe create(ProbeConfig config) throws InvalidProbeException {
    Probe probe = all.create(config);
    return new Probe() {

      @Override
      public ProbeOutcome run(Deadline deadline) throws InterruptedException {
        return probe.run(deadline);
      }

      @Override
      public void close() {
        probe.close();
        browser.close(); // it does not stay behind
      }
    };
  }

  /** In a virtual thread, for that is where probes run, and waiting is done otherwise there. */
  @Override
  public void warmUp(ProbeConfig config) throws InterruptedException {
    Thread.ofVirtual().name("warm-up").start(() -> warmUpFor(config)).join();
  }

  private void warmUpFor(ProbeConfig config) {
    try {
      waitForAPipe();
      dns.warmUp();
      var _ = tcp.create(NOBODY).run(Deadline.after(WARM_UP_TIMEOUT, clock.ticker()));
      if (usesTls(config)) {
        http.warmUp(OwnCertificate.create(clock.now()));
      }
      if (config.getProbeCase() == ProbeCase.PING) {
        ping.warmUp(clock.ticker());
      }
      if (config.getProbeCase() == ProbeCase.PATH) {
        path.warmUp(clock.ticker());
      }
    } catch (InvalidProbeException | InterruptedException | IOException e) {
      throw new IllegalStateException(e); // nobody interrupts it
    }
  }

  private static boolean usesTls(ProbeConfig config) {
    return switch (config.getProbeCase()) {
      case HTTP -> true;
      case TCP -> config.getTcp().getTls() != TcpTls.TCP_TLS_UNSPECIFIED;
      case DNS ->
          Set.of(DnsTransport.DNS_TRANSPORT_TLS, DnsTransport.DNS_TRANSPORT_HTTPS)
              .contains(config.getDns().getTransport());
      default -> false;
    };
  }

  /** Starts what wakes virtual threads that wait for a peer. */
  private static void waitForAPipe() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  Thread.sleep(PIPE_WAIT); // by then the reader waits
                  sink.write(ByteBuffer.allocate(1));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      int read = source.read(ByteBuffer.allocate(1));
      if (read < 1) {
        throw new IllegalStateException("nothing came through a pipe of this process: " + writer);
      }
    }
  }

  @Override
  public SystemResolvers resolvers() {
    return resolvers;
  }

  @Override
  public NodeClock clock() {
    return clock;
  }

  @Override
  public BrowserProbes browser() {
    return browser;
  }

  @Override
  public Updates updates(UpdateSettings settings) {
    return new Updates(
        settings,
        AgentVersion.version(),
        AgentVersion.platform(),
        new HostLookup(resolvers),
        clock);
  }
}
