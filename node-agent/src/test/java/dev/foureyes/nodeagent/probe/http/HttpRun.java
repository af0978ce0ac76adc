package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import java.io.IOException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Runs an HTTP probe once. */
final class HttpRun {

  static final TestAuthority AUTHORITY = new TestAuthority("Test web authority");

  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final HttpProbe.Builder config;
  private SystemResolvers system = noNames();
  private Secrets secrets = Secrets.NONE;
  private TargetPolicy policy = TargetPolicy.DEFAULT;
  private RandomGenerator random = new Random();
  private Duration timeout = Duration.ofSeconds(5);
  private ProbeOutcome outcome;
  private Duration took = Duration.ZERO;

  private HttpRun(HttpProbe.Builder config) {
    this.config = config;
    this.outcome = new ProbeOutcome.Passed(new ProbeDetail.Http(HttpResult.getDefaultInstance()));
  }

  static HttpRun get(String url) {
    return new HttpRun(HttpProbe.newBuilder().setUrl(url));
  }

  static HttpRun of(HttpProbe.Builder config) {
    return new HttpRun(config);
  }

  private static SystemResolvers noNames() {
    try (FakeDns dns = FakeDns.with()) {
      return dns.asSystem();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpRun redirects(int max) {
    config.setMaxRedirects(max);
    return this;
  }

  HttpRun timeout(Duration newTimeout) {
    timeout = newTimeout;
    return this;
  }

  HttpRun secrets(Secrets newSecrets) {
    secrets = newSecrets;
    return this;
  }

  HttpRun resolvers(SystemResolvers resolvers) {
    system = resolvers;
    return this;
  }

  HttpRun policy(TargetPolicy newPolicy) {
    policy = newPolicy;
    return this;
  }

  HttpRun random(RandomGenerator newRandom) {
    random = newRandom;
    return this;
  }

  HttpRun run() throws Exception {
    HttpProbes probes =
        new HttpProbes(
            new HostLookup(system, policy),
            trust(),
            secrets,
            NodeClock.system(),
            "FourEyes/test",
            random);
    long start = System.nanoTime();
    outcome = probes.create(config.build()).run(Deadline.after(timeout, System::nanoTime));
    took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).as("ends by its timeout").isLessThan(timeout.plus(PATIENCE));
    return this;
  }

  /** Trusts the test's authority only. */
  static X509ExtendedTrustManager trust() {
    try {
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(null, new char[0]);
      store.setCertificateEntry("authority", AUTHORITY.certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResult result() {
    return ((ProbeDetail.Http) outcome.detail()).value();
  }

  Duration took() {
    return took;
  }

  HttpResult passed() {
    assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
    return result();
  }

  HttpResult failed(Fault fault, ErrorPhase phase, String sentence) {
    assertThat(outcome).isInstanceOf(ProbeOutcome.Failed.class);
    Failure failure = ((ProbeOutcome.Failed) outcome).failure();
    assertThat(failure.sentence()).contains(sentence);
    assertThat(failure.fault()).isEqualTo(fault);
    assertThat(failure.phase()).isEqualTo(phase);
    return result();
  }
}
