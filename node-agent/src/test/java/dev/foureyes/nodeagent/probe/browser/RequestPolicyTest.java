package dev.foureyes.nodeagent.probe.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPolicyTest {

  private static Optional<Failure> check(String url) throws Exception {
    try (FakeDns dns =
        FakeDns.with(
            "good.example. 60 A 127.0.0.1",
            "mixed.example. 60 A 127.0.0.1",
            "mixed.example. 60 A 169.254.169.254",
            "six.example. 60 A 127.0.0.1",
            "six.example. 60 AAAA fd00:ec2::254")) {
      RequestPolicy policy =
          new RequestPolicy(
              new HostLookup(dns.asSystem()),
              Deadline.after(Duration.ofSeconds(5), System::nanoTime));
      return policy.check(url).get(5, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://good.example/",
        "https://good.example:8443/a?b=<c>|{}#d",
        "http://127.0.0.1:80/",
        "http://[::1]/",
        "data:text/html,x",
        "blob:https://good.example/1",
      })
  void whatAPageMayGet(String url) throws Exception {
    assertThat(check(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[fe80::1]/",
        "http://mixed.example/", // one address of several is enough
        "http://six.example/", // also of the other family
        "file:///etc/passwd",
        "ftp://good.example/",
        "chrome://settings/",
        "http://",
        "nonsense",
        "",
      })
  void whatItMayNot(String url) throws Exception {
    assertThat(check(url).orElseThrow().fault()).isEqualTo(Fault.FAULT_CONFIG);
  }

  @Test
  void aNameThatDoesNotExistIsNoQuestionOfPolicy() throws Exception {
    Failure failure = check("http://none.example/").orElseThrow();
    assertThat(failure.fault()).isEqualTo(Fault.FAULT_TARGET);
    assertThat(failure.phase()).isEqualTo(ErrorPhase.ERROR_PHASE_DNS);
  }

  @Test
  void whereAResponseCameFromIsLookedAtAgain() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      HostLookup lookup =
          new HostLookup(dns.asSystem(), TargetPolicy.DEFAULT.denying("10.0.0.0/8"));
      RequestPolicy policy =
          new RequestPolicy(lookup, Deadline.after(Duration.ofSeconds(1), System::nanoTime));
      assertThat(policy.checkAddress("10.1.2.3").orElseThrow().sentence())
          .isEqualTo("the node never connects to 10.1.2.3: its owner denies 10.0.0.0/8");
      assertThat(policy.checkAddress("127.0.0.1")).isEmpty();
      assertThat(policy.checkAddress("[2001:db8::1]")).isEmpty();
      assertThat(policy.checkAddress("")).isEmpty();
      assertThat(policy.checkAddress("169.254.169.254").orElseThrow().sentence())
          .startsWith("the node never connects to 169.254.169.254");
      assertThat(policy.checkAddress("[::ffff:169.254.169.254]")).isPresent();
    }
  }
}
