package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.ScriptedServer.Connection;
import dev.foureyes.nodeagent.peers.ScriptedServer.Script;
import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.AddressSelection;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpAddressResult;
import dev.foureyes.proto.results.v1.HttpResult;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of a host's addresses are requested. Servers are on several addresses of loopback. */
class HttpAddressesTest {

  private static final String NAMES =
      "many.example. 60 A 127.0.0.1|many.example. 60 A 127.0.0.2|many.example. 60 AAAA ::1";
  private static final Duration SHORT = Duration.ofMillis(600);

  private static FakeDns names(String records) throws Exception {
    return FakeDns.with(records.split("\\|", -1));
  }

  private static Script answering(String response) {
    return connection -> {
      connection.readRequest();
      connection.write(response);
    };
  }

  private static Script answering(int status) {
    return answering("HTTP/1.1 " + status + " Said\r\nContent-Length: 2\r\n\r\nok");
  }

  private static ScriptedServer at(String address, int port, Script script) throws Exception {
    return new ScriptedServer(InetAddress.ofLiteral(address), port, script);
  }

  private static HttpProbe.Builder config(int port, AddressSelection addresses) {
    return HttpProbe.newBuilder()
        .setUrl("http://many.example:" + port + "/")
        .setAddressSelection(addresses);
  }

  private static HttpProbe.Builder each(int port) {
    return config(port, AddressSelection.ADDRESS_SELECTION_EACH);
  }

  @Test
  void eachIsMeasuredInTheOneRun() throws Exception {
    try (FakeDns dns = names(NAMES);
        ScriptedServer first = new ScriptedServer(answering(200));
        ScriptedServer _ = at("127.0.0.2", first.port(), answering(202));
        ScriptedServer _ =
            at(
                "::1",
                first.port(),
                connection -> {
                  connection.pause(60);
                  answering(201).run(connection);
                })) {
      HttpResult result = HttpRun.of(each(first.port())).resolvers(dns.asSystem()).run().passed();

      assertThat(result.getAddressesList())
          .extracting(HttpAddressResult::getIp)
          .containsExactly("127.0.0.1", "127.0.0.2", "::1");
      assertThat(result.getAddressesList())
          .extracting(HttpAddressResult::getStatus)
          .containsExactly(200, 202, 201);
      assertThat(result.getAddressesList())
          .allSatisfy(address -> {
            assertThat(address.getFault()).isEqualTo(Fault.FAULT_OK);
            assertThat(address.getConnectMs()).isPositive();
            assertThat(address.getSendMs()).isPositive();
            assertThat(address.getWaitMs()).isPositive();
            assertThat(address.hasReceiveMs()).isTrue();
            assertThat(address.getTotalMs()).isGreaterThan(result.getDnsMs());
            assertThat(address.hasTlsMs()).isFalse();
            assertThat(address.getProtocol()).isEqualTo("http/1.1");
          });
      assertThat(result.getRemoteIp()).as("the slowest stands for all").isEqualTo("::1");
      assertThat(result.getTotalMs()).isEqualTo(result.getAddresses(2).getTotalMs());
      assertThat(result.getHops(0).getStartMs()).isCloseTo(0, within(50.0));
      assertThat(dns.questions())
          .as("one look-up")
          .containsExactly("udp many.example. A", "udp many.example. AAAA");
    }
  }

  @Test
  void oneThatFailsFailsTheTestAndIsNamed() throws Exception {
    try (FakeDns dns = names(NAMES);
        ScriptedServer first = new ScriptedServer(answering(200));
        ScriptedServer _ = at("127.0.0.2", first.port(), answering(503))) {
      HttpResult result =
          HttpRun.of(each(first.port()))
              .resolvers(dns.asSystem())
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_STATUS,
                  "2 of 3 addresses failed (127.0.0.2, ::1): status 503 (expected: 200 to 399)");

      assertThat(result.getAddressesList())
          .extracting(HttpAddressResult::getFault)
          .containsExactly(Fault.FAULT_OK, Fault.FAULT_TARGET, Fault.FAULT_TARGET);
      assertThat(result.getAddresses(1).getStatus()).isEqualTo(503);
      assertThat(result.getAddresses(2).getErrorPhase()).isEqualTo(ErrorPhase.ERROR_PHASE_CONNECT);
      assertThat(result.getAddresses(2).getError())
          .isEqualTo("connect to [::1]:" + first.port() + " refused");
      assertThat(result.getRemoteIp()).as("the first that failed").isEqualTo("127.0.0.2");
    }
  }

  @Test
  void oneThatIsSilentTakesNoTimeFromTheOthers() throws Exception {
    try (FakeDns dns = names(NAMES);
        ScriptedServer first = new ScriptedServer(Connection::idle);
        ScriptedServer _ = at("127.0.0.2", first.port(), answering(200));
        ScriptedServer _ = at("::1", first.port(), answering(200))) {
      HttpResult result =
          HttpRun.of(each(first.port()))
              .resolvers(dns.asSystem())
              .timeout(SHORT)
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_WAIT,
                  "1 of 3 addresses failed (127.0.0.1): ");
      assertThat(result.getAddresses(1).getTotalMs()).isLessThan((double) SHORT.toMillis());
      assertThat(result.getAddresses(2).getTotalMs()).isLessThan((double) SHORT.toMillis());
    }
  }

  @Test
  void policyHoldsForEveryAddress() throws Exception {
    try (FakeDns dns = names("many.example. 60 A 127.0.0.1|many.example. 60 A 169.254.169.254");
        ScriptedServer server = new ScriptedServer(answering(200))) {
      HttpResult result =
          HttpRun.of(each(server.port()))
              .resolvers(dns.asSystem())
              .run()
              .failed(
                  Fault.FAULT_CONFIG,
                  ErrorPhase.ERROR_PHASE_CONNECT,
                  "1 of 2 addresses failed (169.254.169.254): the node never connects to");
      assertThat(result.getAddresses(0).getFault()).isEqualTo(Fault.FAULT_OK);
      assertThat(result.getAddresses(1).hasConnectMs()).isFalse();
    }
    try (FakeDns dns = names(NAMES);
        ScriptedServer server = at("127.0.0.2", 0, answering(200))) {
      HttpRun.of(each(server.port()).setAddressFamily(AddressFamily.ADDRESS_FAMILY_IPV4))
          .resolvers(dns.asSystem())
          .policy(TargetPolicy.DEFAULT.denying("127.0.0.2/32"))
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "2 of 2 addresses failed (127.0.0.1, 127.0.0.2): connect to 127.0.0.1:");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void familyIsTheTests() throws Exception {
    try (FakeDns dns = names(NAMES);
        ScriptedServer server = at("::1", 0, answering(200))) {
      HttpResult result =
          HttpRun.of(each(server.port()).setAddressFamily(AddressFamily.ADDRESS_FAMILY_IPV6))
              .resolvers(dns.asSystem())
              .run()
              .passed();
      assertThat(result.getAddressesList()).hasSize(1);
      assertThat(dns.questions()).containsExactly("udp many.example. AAAA");
      HttpProbe.Builder literal =
          each(server.port())
              .setUrl("http://127.0.0.1:9/")
              .setAddressFamily(AddressFamily.ADDRESS_FAMILY_IPV6);
      HttpRun.of(literal)
          .run()
          .failed(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_DNS,
              "127.0.0.1 is not an address of the family that the test asks for");
    }
  }

  /** A name server must not make nodes a flood. */
  @Test
  void tooManyAddressesAreNotRequested() throws Exception {
    String[] records =
        IntStream.rangeClosed(1, TargetAddresses.MOST + 1)
            .mapToObj(i -> "many.example. 60 A 127.0.0." + i)
            .toArray(String[]::new);
    try (FakeDns dns = FakeDns.with(records);
        ScriptedServer server = new ScriptedServer(answering(200))) {
      HttpRun.of(each(server.port()))
          .resolvers(dns.asSystem())
          .run()
          .failed(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_DNS,
              "many.example has 17 addresses (expected: at most 16 where each is requested)");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void nameWithoutAddressFailsAsEver() throws Exception {
    try (FakeDns dns = FakeDns.with()) {
      HttpResult result =
          HttpRun.of(each(9))
              .resolvers(dns.asSystem())
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_DNS,
                  "many.example does not exist (NXDOMAIN)");
      assertThat(result.getAddressesList()).isEmpty();
      assertThat(result.getHopsList()).hasSize(1);
    }
  }

  @Test
  void redirectsStayAtTheAddress() throws Exception {
    try (FakeDns dns = names("many.example. 60 A 127.0.0.1|many.example. 60 A 127.0.0.2");
        ScriptedServer first = new ScriptedServer(HttpAddressesTest::redirectOnce);
        ScriptedServer second = at("127.0.0.2", first.port(), HttpAddressesTest::redirectOnce)) {
      HttpResult result =
          HttpRun.of(each(first.port()).setMaxRedirects(3))
              .resolvers(dns.asSystem())
              .run()
              .passed();
      assertThat(result.getAddressesList())
          .extracting(HttpAddressResult::getRedirects)
          .containsExactly(1, 1);
      assertThat(first.requests()).hasSize(2);
      assertThat(second.requests()).hasSize(2);
      assertThat(result.getHops(0).hasDnsMs()).isTrue();
      assertThat(result.getHops(1).hasDnsMs()).as("known by then").isFalse();
    }
  }

  private static void redirectOnce(Connection connection) throws Exception {
    String to =
        connection.readRequest().startsWith("GET / ")
            ? "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
            : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    connection.write(to);
  }

  @Test
  void randomIsAnotherInOtherRuns_andTheSameWithTheSameSeed() throws Exception {
    try (FakeDns dns = names(NAMES + "|many.example. 60 A 169.254.169.254");
        ScriptedServer first = new ScriptedServer(answering(200));
        ScriptedServer _ = at("127.0.0.2", first.port(), answering(200));
        ScriptedServer _ = at("::1", first.port(), answering(200))) {
      HttpProbe.Builder config = config(first.port(), AddressSelection.ADDRESS_SELECTION_RANDOM);
      Random random = new Random(1);
      Set<String> used = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        HttpResult result =
            HttpRun.of(config).resolvers(dns.asSystem()).random(random).run().passed();
        assertThat(result.getAddressesList()).isEmpty();
        used.add(result.getRemoteIp());
      }
      assertThat(used)
          .as("of both families, and never one that the node must not connect to")
          .containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2", "::1");
      for (int seed : List.of(2, 3)) {
        assertThat(runWith(config, dns, seed)).isEqualTo(runWith(config, dns, seed));
      }
    }
  }

  private static String runWith(HttpProbe.Builder config, FakeDns dns, int seed) throws Exception {
    return HttpRun.of(config)
        .resolvers(dns.asSystem())
        .random(new Random(seed))
        .run()
        .passed()
        .getRemoteIp();
  }

  @Test
  void randomAmongRefusedAddressesIsRefused() throws Exception {
    try (FakeDns dns = FakeDns.with("many.example. 60 A 169.254.169.254")) {
      HttpRun.of(config(9, AddressSelection.ADDRESS_SELECTION_RANDOM))
          .resolvers(dns.asSystem())
          .run()
          .failed(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "the node never connects to 169.254.169.254");
    }
  }
}
