package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.assignment.AssignmentStore;
import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.nodeagent.blame.NodeWatch;
import dev.foureyes.nodeagent.disk.Disk;
import dev.foureyes.nodeagent.disk.LocalDisk;
import dev.foureyes.nodeagent.gateway.Refusal;
import dev.foureyes.nodeagent.identity.Enrolment;
import dev.foureyes.nodeagent.identity.EnrolmentToken;
import dev.foureyes.nodeagent.identity.IdentityStore;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import dev.foureyes.nodeagent.identity.RefusedException;
import dev.foureyes.nodeagent.identity.Renewal;
import dev.foureyes.nodeagent.probe.agent.AgentProbes;
import dev.foureyes.nodeagent.probe.bgp.BgpProbes;
import dev.foureyes.nodeagent.probe.browser.BrowserProbes;
import dev.foureyes.nodeagent.probe.dns.DnsProbes;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.OriginLookup;
import dev.foureyes.nodeagent.probe.name.ReverseLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.probe.path.FailureTraces;
import dev.foureyes.nodeagent.probe.path.PathProbes;
import dev.foureyes.nodeagent.probe.ping.PingProbes;
import dev.foureyes.nodeagent.probe.tcp.TcpProbes;
import dev.foureyes.nodeagent.probe.udp.UdpProbes;
import dev.foureyes.nodeagent.schedule.ProbeScheduler;
import dev.foureyes.nodeagent.secret.SecretStore;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.spool.Spool;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.nodeagent.update.SelfUpdate;
import dev.foureyes.nodeagent.update.UpdateEnd;
import dev.foureyes.nodeagent.update.Updates;
import dev.foureyes.nodeagent.uplink.NodeDescription;
import dev.foureyes.nodeagent.uplink.SessionParts;
import dev.foureyes.nodeagent.uplink.Uplink;
import dev.foureyes.proto.node.v1.AssignmentRefusal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole node: identity, spool, probes, scheduler and uplink, put together by their
 * constructors. Whoever wants a node without probes, a load generator for example, puts the same
 * parts together otherwise: {@link Enrolment}, {@link Spool} and {@link Uplink} know nothing of
 * schedules.
 */
public final class Agent implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Agent.class);
  private static final Duration RUN_PATIENCE = Duration.ofSeconds(1);

  private final AgentSettings settings;
  private final NodeClock clock;
  private final ServerClock serverClock;
  private final DataDirectoryLock lock;
  private final IdentityStore identities;
  private final AssignmentStore assignments;
  private final Spool spool;
  private final HttpProbes http;
  private final DnsProbes dns;
  private final PingProbes ping;
  private final PathProbes path;
  private final AgentProbes agent;
  private final NodeWatch watch;
  private final BrowserProbes browser;
  private final Probes probes;
  private final ProbeScheduler scheduler;
  private final SelfUpdate updates;
  private @Nullable Uplink uplink;

  /**
   * Opens an agent's data directory, and makes it when it does not exist.
   *
   * @throws IOException when it cannot be used, or another agent has it
   */
  public Agent(AgentSettings settings) throws IOException {
    this.settings = settings;
    this.clock = NodeClock.system();
    this.serverClock = new ServerClock(clock);
    Disk disk = new LocalDisk();
    Path directory = settings.dataDirectory();
    disk.createDirectory(directory);
    this.lock = DataDirectoryLock.take(directory);
    this.identities = new IdentityStore(disk, directory.resolve("identity"));
    this.assignments = new AssignmentStore(disk, directory.resolve("assignments"));
    this.spool = Spool.open(disk, directory.resolve("spool"), settings.spoolLimits(), clock);
    SystemResolvers resolvers = SystemResolvers.ofThisMachine();
    HostLookup lookup = new HostLookup(resolvers, settings.targets());
    X509ExtendedTrustManager trust = HttpProbes.systemTrust();
    Secrets secrets = new SecretStore(disk, directory);
    this.http = new HttpProbes(lookup, trust, secrets, clock, "FourEyes/" + AgentVersion.version());
    this.dns = new DnsProbes(resolvers, lookup, http, trust, clock);
    Poller poller = new Poller(clock.ticker());
    this.ping = new PingProbes(lookup, poller);
    this.path =
        new PathProbes(
            lookup,
            new ReverseLookup(resolvers),
            new OriginLookup(resolvers, settings.asnZone(), clock.ticker()),
            poller);
    this.agent = new AgentProbes(ping, poller, settings.targets(), clock, serverClock);
    this.browser = browser(lookup, secrets);
    this.probes =
        new Probes(
            http,
            new TcpProbes(lookup, trust, secrets, clock.wall()),
            dns,
            new UdpProbes(lookup),
            ping,
            path,
            new BgpProbes(lookup, secrets, clock),
            agent,
            browser);
    this.watch =
        NodeWatch.open(settings.references(), new HostLookup(resolvers), clock, serverClock);
    this.scheduler =
        new ProbeScheduler(
            probes,
            result -> {
              var _ = spool.append(result); // a loss is counted and named by the spool
            },
            clock,
            new NodeFailureReview(watch.blame(), new FailureTraces(path, clock.ticker())));
    this.updates =
        new SelfUpdate(
            settings.updates(),
            new Updates(
                settings.updates(),
                AgentVersion.version(),
                AgentVersion.platform(),
                new HostLookup(resolvers), // where updates come from is no target
                clock),
            clock);
  }

  /** The owner is told at once whether the browser that is allowed can be used. */
  private BrowserProbes browser(HostLookup lookup, Secrets secrets) throws IOException {
    try {
      BrowserProbes tried =
          BrowserProbes.of(
                  settings.browser(), lookup, secrets, settings.dataDirectory().resolve("browser"))
              .tried(clock);
      if (settings.browser().allowed() && !tried.isReady()) {
        log.atWarn().addKeyValue("reason", tried.reason()).log("page tests cannot run here");
      }
      return tried;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a browser was tried", e);
    }
  }

  /**
   * The identity from an earlier run; absent before enrolment.
   *
   * @throws IOException when there is one and it cannot be used
   */
  public Optional<NodeIdentity> identity() throws IOException {
    return identities.load();
  }

  /**
   * Trades a token for an identity; see {@link Enrolment#enrol}.
   *
   * @throws RefusedException when the server does not take the token
   */
  public NodeIdentity enrol(EnrolmentToken token)
      throws RefusedException, IOException, InterruptedException {
    return new Enrolment(settings.server(), identities, clock, new SecureRandom())
        .enrol(token, settings.name());
  }

  /**
   * Begins to measure what was assigned last, and to talk to the server.
   *
   * @return completes when the server has refused the node for good
   */
  public CompletableFuture<Refusal> start(NodeIdentity identity) {
    Assignments known = assignments.load();
    var _ = scheduler.apply(known, false); // refused again when the server sends them
    NodeDescription description =
        new NodeDescription(
            AgentVersion.version(),
            AgentVersion.platform(),
            settings.hostName(),
            probes.capabilities(),
            settings.publicAddress());
    SessionParts parts =
        new SessionParts(
            description,
            spool,
            this::apply,
            new AgentHealth(scheduler),
            clock,
            serverClock,
            updates::offered);
    Uplink started =
        new Uplink(
            settings.server(),
            identity,
            known,
            parts,
            new Renewal(identities, clock),
            new SecureRandom());
    uplink = started;
    started.start();
    updates.start();
    Thread.ofVirtual().name("warm-up").start(() -> warmUpAndMeasure(identity));
    return started.refused();
  }

  /** Completes when this process is to end for an update; see {@link SelfUpdate#ended}. */
  public CompletableFuture<UpdateEnd> replaced() {
    return updates.ended();
  }

  /** The first results of a cold process would say more of the process than of the targets. */
  private void warmUpAndMeasure(NodeIdentity identity) {
    try {
      long start = clock.nanos();
      http.warmUp(identity.keyManager());
      dns.warmUp();
      ping.warmUp(clock.ticker());
      path.warmUp(clock.ticker());
      agent.warmUp();
      log.atInfo()
          .addKeyValue("ms", Duration.ofNanos(clock.nanos() - start).toMillis())
          .log("warmed up");
    } catch (InterruptedException | RuntimeException e) {
      log.atWarn().setCause(e).log("warm-up failed; the first results may be slow");
    }
    scheduler.start();
  }

  private List<AssignmentRefusal> apply(Assignments changed) {
    updates.accepted();
    try {
      assignments.save(changed);
    } catch (IOException e) {
      log.atWarn()
          .setCause(e)
          .log("assignments not kept; after a restart the node waits for the server");
    }
    return scheduler.apply(changed, true);
  }

  /**
   * Ends runs, writes what they found, sends what can be sent at once, and closes the connection.
   * Takes less than five seconds.
   */
  @Override
  public void close() throws IOException {
    updates.close();
    try {
      scheduler.stop(RUN_PATIENCE);
      if (uplink != null) {
        uplink.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      browser.close();
      watch.close();
      spool.close();
      lock.close();
    }
    log.atInfo().log("agent stopped");
  }
}
