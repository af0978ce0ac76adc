package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.HostileInput;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.HttpVersion;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Servers whose bytes are not what they should be, in memory: a response is taken, or the target is
 * to blame, and a run never takes more than a moment, for these servers hang up.
 */
class HostileBytesTest {

  private static final Duration TIMEOUT = Duration.ofMillis(1_500);
  private static final int MUTATIONS = 1_500;
  private static final long MOST_BYTES = 8 << 20;

  private static void check(String corpus, HttpProbe config) throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      HttpProbes probes =
          new HttpProbes(
              new HostLookup(dns.asSystem()),
              HttpRun.trust(),
              Secrets.NONE,
              NodeClock.system(),
              "test");
      HostileInput.of(corpus, MOST_BYTES)
          .check(
              MUTATIONS,
              bytes -> {
                ProbeOutcome outcome =
                    probes
                        .create(config, tap -> new MemoryPeer(bytes, tap))
                        .run(Deadline.after(TIMEOUT, System::nanoTime));
                assertThat(((ProbeDetail.Http) outcome.detail()).value().getSerializedSize())
                    .isLessThan(100_000);
                if (outcome instanceof ProbeOutcome.Failed failed) {
                  assertThat(failed.failure().fault())
                      .as(failed.failure().sentence())
                      .isEqualTo(Fault.FAULT_TARGET);
                }
              });
    }
  }

  private static HttpProbe.Builder get(String scheme) {
    HttpProbe.Builder config = HttpProbe.newBuilder().setUrl(scheme + "://127.0.0.1:1/");
    config.addAssertionsBuilder().getBodyBuilder().setMatches("h.*o");
    return config;
  }

  @Test
  void http1() throws Exception {
    check("http1", get("http").build());
  }

  @Test
  void http2() throws Exception {
    check("http2", get("http").setVersion(HttpVersion.HTTP_VERSION_2).build());
  }

  @Test
  void tls() throws Exception {
    check("tls", get("https").build());
  }
}
