package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.proto.common.v1.HttpHeader;
import dev.foureyes.proto.common.v1.HttpMethod;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpHop;
import dev.foureyes.proto.results.v1.HttpResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRedirectTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static String redirect(int status, String location) {
    return "HTTP/1.1 "
        + status
        + " Moved\r\nLocation: "
        + location
        + "\r\nContent-Length: 0\r\n\r\n";
  }

  /** Answers "/n" by a redirect to "/n-1", and "/0" with a page. */
  private static ScriptedServer countdown() throws Exception {
    return new ScriptedServer(connection -> {
      String path = connection.readRequest().split(" ", 3)[1];
      int left = Integer.parseInt(path.substring(1));
      connection.write(left == 0 ? OK : redirect(302, "/" + (left - 1)));
    });
  }

  @Test
  void everyHopIsRecorded() throws Exception {
    try (ScriptedServer server = countdown()) {
      HttpResult result = HttpRun.get(server.url() + "3").redirects(3).run().passed();
      assertThat(result.getRedirects()).isEqualTo(3);
      assertThat(result.getFinalUrl()).isEqualTo(server.url() + "0");
      assertThat(result.getHopsList())
          .extracting(HttpHop::getStatus)
          .containsExactly(302, 302, 302, 200);
      assertThat(result.getHopsList()).extracting(HttpHop::getStartMs).isSorted();
      assertThat(result.getHopsList())
          .allMatch(hop -> hop.getConnectMs() > 0 && hop.getWaitMs() > 0);
      assertThat(result.getConnectMs()).isEqualTo(result.getHops(3).getConnectMs());
      assertThat(result.getTotalMs()).isGreaterThan(result.getHops(3).getStartMs());
    }
  }

  @Test
  void withoutRedirectsTheRedirectIsTheAnswer() throws Exception {
    try (ScriptedServer server = countdown()) {
      HttpResult result = HttpRun.get(server.url() + "3").run().passed();
      assertThat(result.getStatus()).isEqualTo(302);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void oneRedirectTooManyIsAFailure() throws Exception {
    try (ScriptedServer server = countdown()) {
      HttpResult result =
          HttpRun.get(server.url() + "3")
              .redirects(2)
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_STATUS,
                  "more than 2 redirects; the last leads to /0");
      assertThat(result.getHopsList()).hasSize(3);
    }
  }

  @Test
  void loopEnds() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(redirect(301, "/"))) {
      HttpRun.get(server.url())
          .redirects(20)
          .run()
          .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_STATUS, "more than 20 redirects");
      assertThat(server.requests()).hasSize(21);
    }
  }

  @Test
  void slowRedirectsShareOneTimeout() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          connection.pause(600);
          connection.write(redirect(302, "/"));
        })) {
      HttpRun run = HttpRun.get(server.url()).redirects(20).timeout(Duration.ofSeconds(2)).run();
      assertThat(run.result().getHopsCount()).isBetween(2, 5);
      run.failed(
          Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, "sent no response within 2000 ms");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://169.254.169.254/latest/meta-data/", "http://2852039166/", "//[fe80::1]/"})
  void redirectToAForbiddenAddressIsNotFollowed(String location) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(redirect(302, location))) {
      HttpResult result =
          HttpRun.get(server.url())
              .redirects(5)
              .run()
              .failed(
                  Fault.FAULT_CONFIG,
                  ErrorPhase.ERROR_PHASE_CONNECT,
                  "the node never connects to ");
      assertThat(result.getHopsList()).hasSize(2);
      assertThat(result.getHops(1).getRemoteIp()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "gopher://h/", "ftp://h/x", "http://"})
  void redirectToAnotherSchemeIsNotFollowed(String location) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(redirect(302, location))) {
      HttpRun.get(server.url())
          .redirects(5)
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_STATUS,
              "redirect to " + location + " (expected: an http or https URL)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET",
    "302, POST, GET",
    "303, POST, GET",
    "303, PUT, GET",
    "302, PUT, PUT",
    "307, POST, POST",
    "308, POST, POST",
    "303, HEAD, HEAD",
    "301, GET, GET"
  })
  void methodAfterARedirectIsAsTheStandardSays(int status, String method, String next)
      throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          boolean first = connection.readRequest().contains(" /first ");
          connection.write(first ? redirect(status, "/second") : OK);
        })) {
      HttpProbe.Builder probe =
          HttpProbe.newBuilder()
              .setUrl(server.url() + "first")
              .setMethod(HttpMethod.valueOf("HTTP_METHOD_" + method))
              .setMaxRedirects(1);
      if (method.startsWith("P")) {
        probe.setBody("body");
      }
      HttpRun.of(probe).run().passed();
      assertThat(server.requests().get(1)).startsWith(next + " /second ");
      assertThat(server.requests().get(1).contains("Content-Length: 4"))
          .isEqualTo(next.startsWith("P"));
    }
  }

  @Test
  void credentialsStayWithTheServerTheyAreFor() throws Exception {
    try (ScriptedServer other = ScriptedServer.answering(OK);
        ScriptedServer server = ScriptedServer.answering(redirect(302, other.url()))) {
      HttpRun.of(
              HttpProbe.newBuilder()
                  .setUrl(server.url())
                  .setMaxRedirects(1)
                  .addHeaders(
                      HttpHeader.newBuilder().setName("Authorization").setValue("Bearer secret"))
                  .addHeaders(HttpHeader.newBuilder().setName("Cookie").setValue("s=secret"))
                  .addHeaders(HttpHeader.newBuilder().setName("X-Plain").setValue("stays")))
          .run()
          .passed();
      assertThat(server.requests().getFirst()).contains("Bearer secret").contains("s=secret");
      assertThat(other.requests().getFirst()).doesNotContain("secret").contains("X-Plain: stays");
    }
  }
}
