package dev.foureyes.nodeagent.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.TcpExpect;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.TcpSend;
import dev.foureyes.proto.common.v1.TcpStartTls;
import dev.foureyes.proto.common.v1.TcpStep;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.TcpResult;
import java.time.Duration;
import java.time.InstantSource;

/** Runs a TCP probe once against a server on loopback, by its name {@code mail.example}. */
final class TcpRun {

  static final Duration TIMEOUT = Duration.ofMillis(1_500);

  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final TcpProbe.Builder config;
  private Secrets secrets = Secrets.NONE;
  private Duration timeout = TIMEOUT;

  private TcpRun(TcpProbe.Builder config) {
    this.config = config;
  }

  static TcpRun at(ScriptedServer server, TcpProbe.Builder config) {
    return new TcpRun(config.setHost("mail.example").setPort(server.port()));
  }

  static TcpStep send(String text) {
    return TcpStep.newBuilder().setSend(TcpSend.newBuilder().setText(text)).build();
  }

  static TcpStep expect(String pattern) {
    return TcpStep.newBuilder().setExpect(TcpExpect.newBuilder().setMatches(pattern)).build();
  }

  static TcpStep startTls() {
    return TcpStep.newBuilder().setStartTls(TcpStartTls.getDefaultInstance()).build();
  }

  TcpRun secrets(Secrets newSecrets) {
    secrets = newSecrets;
    return this;
  }

  TcpRun timeout(Duration newTimeout) {
    timeout = newTimeout;
    return this;
  }

  private ProbeOutcome run() throws Exception {
    try (FakeDns dns = FakeDns.with("mail.example. 60 A 127.0.0.1")) {
      TcpProbes probes =
          new TcpProbes(
              new HostLookup(dns.asSystem()),
              HttpProbes.systemTrust(),
              secrets,
              InstantSource.system());
      long start = System.nanoTime();
      ProbeOutcome outcome =
          probes.create(config.build()).run(Deadline.after(timeout, System::nanoTime));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("ends by its timeout")
          .isLessThan(timeout.plus(PATIENCE));
      return outcome;
    }
  }

  TcpResult passed() throws Exception {
    ProbeOutcome outcome = run();
    if (outcome instanceof ProbeOutcome.Failed failed) {
      throw new AssertionError(failed.failure().toString());
    }
    return ((ProbeDetail.Tcp) outcome.detail()).value();
  }

  TcpResult failed(Fault fault, ErrorPhase phase, String sentence) throws Exception {
    ProbeOutcome outcome = run();
    assertThat(outcome).isInstanceOf(ProbeOutcome.Failed.class);
    Failure failure = ((ProbeOutcome.Failed) outcome).failure();
    assertThat(failure.sentence()).contains(sentence);
    assertThat(failure.fault()).isEqualTo(fault);
    assertThat(failure.phase()).isEqualTo(phase);
    return ((ProbeDetail.Tcp) outcome.detail()).value();
  }
}
