package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.identity.OwnCertificate;
import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.http.WarmUpServer.Speech;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.results.v1.HttpResult;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarmUpServerTest {

  /** A warm-up whose requests fail has warmed up half. */
  @ParameterizedTest
  @EnumSource(Speech.class)
  void answersAsAServerWould(Speech speech) throws Exception {
    try (FakeDns dns = FakeDns.with()) {
      HttpProbes probes =
          new HttpProbes(
              new HostLookup(dns.asSystem()),
              HttpRun.trust(),
              Secrets.NONE,
              NodeClock.system(),
              "FourEyes/test");
      WarmUpServer server = new WarmUpServer(OwnCertificate.create(Instant.now()));
      HttpProbe config =
          HttpProbe.newBuilder()
              .setUrl((speech == Speech.HTTP ? "http" : "https") + "://localhost:1/")
              .setSkipCertificateCheck(true)
              .build();
      ProbeOutcome outcome =
          probes
              .create(config, tap -> server.sockets(tap, speech))
              .run(Deadline.after(Duration.ofSeconds(10), System::nanoTime));
      assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      HttpResult result = ((ProbeDetail.Http) outcome.detail()).value();
      assertThat(result.getStatus()).isEqualTo(200);
      assertThat(result.getProtocol()).isEqualTo(speech == Speech.HTTP2 ? "h2" : "http/1.1");
      assertThat(dns.questions()).isEmpty();
    }
  }
}
