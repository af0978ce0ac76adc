package dev.foureyes.e2e;

import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.nodeagent.disk.LocalDisk;
import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.identity.Enrolment;
import dev.foureyes.nodeagent.identity.EnrolmentToken;
import dev.foureyes.nodeagent.identity.IdentityStore;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import dev.foureyes.nodeagent.identity.RefusedException;
import dev.foureyes.nodeagent.identity.Renewal;
import dev.foureyes.nodeagent.spool.RecordId;
import dev.foureyes.nodeagent.spool.Spool;
import dev.foureyes.nodeagent.spool.SpoolLimits;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.uplink.AssignmentReceiver;
import dev.foureyes.nodeagent.uplink.NodeDescription;
import dev.foureyes.nodeagent.uplink.SessionParts;
import dev.foureyes.nodeagent.uplink.Uplink;
import dev.foureyes.proto.node.v1.NodeHealth;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A node whose results are made up: identity, spool and uplink are those of the agent, only the
 * probes are left out.
 */
final class LoadNode implements AutoCloseable {

  private static final NodeClock CLOCK = NodeClock.system();

  private final Spool spool;
  private final Uplink uplink;
  private final LoadResults results;

  private LoadNode(Spool spool, Uplink uplink, LoadResults results) {
    this.spool = spool;
    this.uplink = uplink;
    this.results = results;
  }

  /** Opens its directory, enrols where it has no identity yet, and connects. */
  static LoadNode start(
      String name, Path directory, ServerAddress server, String token, LoadResults results)
      throws IOException, InterruptedException, RefusedException {
    LocalDisk disk = new LocalDisk();
    disk.createDirectory(directory);
    IdentityStore identities = new IdentityStore(disk, directory.resolve("identity"));
    SecureRandom random = new SecureRandom();
    NodeIdentity identity = identities.load().orElse(null);
    if (identity == null) {
      identity =
          new Enrolment(server, identities, CLOCK, random).enrol(EnrolmentToken.parse(token), name);
    }
    Spool spool = Spool.open(disk, directory.resolve("spool"), SpoolLimits.DEFAULT, CLOCK);
    SessionParts parts =
        new SessionParts(
            new NodeDescription("load", "linux/amd64", name, List.of()),
            spool,
            AssignmentReceiver.runningNothing(),
            NodeHealth::getDefaultInstance,
            CLOCK);
    Uplink uplink =
        new Uplink(
            server, identity, Assignments.NONE, parts, new Renewal(identities, CLOCK), random);
    uplink.start();
    return new LoadNode(spool, uplink, results);
  }

  /** Takes results as they become durable; called by the spool's thread. */
  interface Journal {
    void durable(RecordId id);
  }

  /** Makes results at an even rate, from the number given on, until it is interrupted. */
  void run(long first, int perSecond, Journal journal) throws InterruptedException {
    long gapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long due = System.nanoTime();
    for (long n = first; ; n++) {
      due += gapNanos;
      long wait = due - System.nanoTime();
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      CompletableFuture<RecordId> written = spool.append(results.result(n, Instant.now()));
      var _ = written.thenAccept(journal::durable);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      uplink.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    spool.close();
  }
}
