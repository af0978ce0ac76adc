package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.results.v1.DnsResult;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Runs of DNS probes as the tests want them. */
final class DnsRun {

  /** Read once: it takes longer than most runs. */
  private static final X509ExtendedTrustManager SYSTEM_TRUST = HttpProbes.systemTrust();

  private DnsRun() {}

  static DnsProbes probes(SystemResolvers system, X509ExtendedTrustManager trust) {
    HostLookup lookup = new HostLookup(system);
    NodeClock clock = NodeClock.system();
    return new DnsProbes(
        system, lookup, new HttpProbes(lookup, trust, Secrets.NONE, clock, "test"), trust, clock);
  }

  static DnsProbes probes(SystemResolvers system) {
    return probes(system, SYSTEM_TRUST);
  }

  /** In a virtual thread, for there the agent runs its probes. */
  static ProbeOutcome run(DnsProbes probes, DnsProbe config, Duration timeout)
      throws InvalidProbeException, InterruptedException {
    var probe = probes.create(config);
    ProbeOutcome[] outcome = new ProbeOutcome[1];
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outcome[0] = probe.run(Deadline.after(timeout, System::nanoTime));
              } catch (Throwable e) {
                thrown[0] = e;
              }
            });
    thread.join();
    if (thrown[0] != null) {
      throw new AssertionError(thrown[0]);
    }
    return outcome[0];
  }

  static DnsProbe.Builder question(String name, DnsRecordType type) {
    return DnsProbe.newBuilder().setName(name).setRecordType(type);
  }

  static DnsResult dns(ProbeOutcome outcome) {
    return ((ProbeDetail.Dns) outcome.detail()).value();
  }

  static Failure failure(ProbeOutcome outcome) {
    if (outcome instanceof ProbeOutcome.Failed failed) {
      return failed.failure();
    }
    throw new AssertionError("passed (expected: failed): " + dns(outcome));
  }

  static X509ExtendedTrustManager trusting(X509Certificate authority) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }
}
