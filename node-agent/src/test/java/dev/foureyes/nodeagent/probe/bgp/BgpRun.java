package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.results.v1.BgpResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A BGP probe, with short times. */
final class BgpRun implements AutoCloseable {

  static final Times SHORT =
      new Times(
          Duration.ofSeconds(2),
          Duration.ofMillis(600),
          Duration.ofMillis(20),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofSeconds(60),
          Duration.ofMillis(300),
          Duration.ofSeconds(60));

  private final FakeDns dns;
  private final Probe probe;

  BgpRun(BgpProbe config, Times times, RouteMemory memory, Secrets secrets) throws Exception {
    this.dns = FakeDns.silent();
    Surroundings around =
        new Surroundings(
            new HostLookup(dns.asSystem()), secrets, memory, NodeClock.system(), times);
    this.probe = new BgpProbes(around).create(config);
  }

  BgpRun(BgpProbe config) throws Exception {
    this(config, SHORT, new RouteMemory(16 << 20), Secrets.NONE);
  }

  /** What a round found. */
  record Report(BgpResult bgp, Optional<Failure> failure) {
    Failure why() {
      return failure.orElseThrow(() -> new AssertionError("passed: " + bgp));
    }
  }

  Report round(Duration timeout) throws InterruptedException {
    ProbeOutcome outcome = probe.run(Deadline.after(timeout, System::nanoTime));
    return new Report(
        ((ProbeDetail.Bgp) outcome.detail()).value(),
        outcome instanceof ProbeOutcome.Failed failed
            ? Optional.of(failed.failure())
            : Optional.empty());
  }

  Report round() throws InterruptedException {
    return round(Duration.ofSeconds(5));
  }

  @Override
  public void close() throws IOException {
    probe.close();
    dns.close();
  }
}
