package dev.foureyes.nodeagent.probe.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PageResult;
import dev.foureyes.proto.results.v1.TransactionResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Real browsers of one test class, and names that only they know. */
final class BrowserRun implements AutoCloseable {

  static final String NEVER = "never.example"; // its address is on the NeverList
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private final FakeDns dns;
  private final BrowserProbes probes;
  private final Probe keepsTheBrowser;

  private BrowserRun(FakeDns dns, BrowserProbes probes) throws Exception {
    this.dns = dns;
    this.probes = probes;
    this.keepsTheBrowser =
        probes.create(PageProbe.newBuilder().setUrl("http://127.0.0.1/").build());
  }

  static BrowserRun in(Path work, Secrets secrets) throws Exception {
    return in(work, secrets, BrowserSettings.OFF.on());
  }

  static BrowserRun in(Path work, Secrets secrets, BrowserSettings settings) throws Exception {
    FakeDns dns = FakeDns.with(NEVER + ". 60 A 169.254.169.254");
    return new BrowserRun(
        dns, BrowserProbes.of(settings, new HostLookup(dns.asSystem()), secrets, work));
  }

  /** What came of a run. */
  record Outcome(ProbeOutcome outcome, Duration took) {

    PageResult page() {
      return ((ProbeDetail.Page) outcome.detail()).value();
    }

    TransactionResult transaction() {
      return ((ProbeDetail.Transaction) outcome.detail()).value();
    }

    Optional<Failure> failure() {
      return outcome instanceof ProbeOutcome.Failed failed
          ? Optional.of(failed.failure())
          : Optional.empty();
    }

    Outcome passed() {
      assertThat(failure()).isEmpty();
      return this;
    }

    Outcome failed(Fault fault, ErrorPhase phase, String sentence) {
      assertThat(failure()).isPresent();
      assertThat(failure().orElseThrow().sentence()).contains(sentence);
      assertThat(failure().orElseThrow().fault()).isEqualTo(fault);
      assertThat(failure().orElseThrow().phase()).isEqualTo(phase);
      return this;
    }
  }

  Outcome page(String url) throws Exception {
    return page(PageProbe.newBuilder().setUrl(url), Duration.ofSeconds(15));
  }

  Outcome page(PageProbe.Builder config, Duration timeout) throws Exception {
    try (Probe probe = probes.create(config.build())) {
      return run(probe, timeout);
    }
  }

  Outcome transaction(TransactionProbe.Builder config, Duration timeout) throws Exception {
    try (Probe probe = probes.create(config.build())) {
      return run(probe, timeout);
    }
  }

  private static Outcome run(Probe probe, Duration timeout) throws Exception {
    long start = System.nanoTime();
    ProbeOutcome outcome = probe.run(Deadline.after(timeout, System::nanoTime));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).as("ends by its timeout").isLessThan(timeout.plus(PATIENCE));
    return new Outcome(outcome, took);
  }

  /** Browsers of this user or its other one that belong to this process: their first processes. */
  static List<Long> browsers() {
    return ProcessHandle.current()
        .children()
        .filter(child -> commandLine(child.pid()).contains("--remote-debugging-pipe"))
        .map(ProcessHandle::pid)
        .toList();
  }

  static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    keepsTheBrowser.close();
    probes.close();
    dns.close();
  }
}
