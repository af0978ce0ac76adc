package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.HttpAssertion;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.HttpTiming;
import dev.foureyes.proto.common.v1.TextCondition;
import dev.foureyes.proto.results.v1.AssertionResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HttpAssertionTest {

  private static final String BODY = "{\"status\": \"degraded\", \"items\": [{\"id\": 7}]}";
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Tag: one\r\nX-Tag: two\r\nContent-Length: "
          + BODY.length()
          + "\r\n\r\n"
          + BODY;

  private static HttpAssertion that(Consumer<HttpAssertion.Builder> change) {
    HttpAssertion.Builder assertion = HttpAssertion.newBuilder();
    change.accept(assertion);
    return assertion.build();
  }

  private static HttpAssertion header(String name, Consumer<TextCondition.Builder> condition) {
    return that(it -> condition.accept(it.getHeaderBuilder().setName(name).getConditionBuilder()));
  }

  private static HttpAssertion body(Consumer<TextCondition.Builder> condition) {
    return that(it -> condition.accept(it.getBodyBuilder()));
  }

  private static HttpAssertion json(String path, Consumer<TextCondition.Builder> condition) {
    return that(it -> condition.accept(it.getJsonBuilder().setPath(path).getConditionBuilder()));
  }

  private static HttpAssertion time(HttpTiming timing, double maxMs) {
    return that(it -> it.getTimeBuilder().setTiming(timing).setMaxMs(maxMs));
  }

  private static HttpRun run(ScriptedServer server, HttpAssertion... assertions) throws Exception {
    return HttpRun.of(
            HttpProbe.newBuilder().setUrl(server.url()).addAllAssertions(List.of(assertions)))
        .run();
  }

  @Test
  void allThatHold() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ANSWER)) {
      HttpResult result =
          run(
                  server,
                  header("content-TYPE", it -> it.setEquals("application/json")),
                  header("X-Tag", it -> it.setMatches("^t")),
                  header("X-None", it -> it.setExists(false)),
                  header("X-None", it -> it.setNotMatches(".")),
                  body(it -> it.setContains("degraded")),
                  body(it -> it.setNotMatches("(?i)error")),
                  json("$.items[*].id", it -> it.setEquals("7")),
                  json("$.status", it -> it.setExists(true)),
                  that(it -> it.getBodyBytesBuilder().setMin(10).setMax(BODY.length())),
                  time(HttpTiming.HTTP_TIMING_UNSPECIFIED, 4_000),
                  time(HttpTiming.HTTP_TIMING_TLS, 0.001))
              .passed();
      assertThat(result.getAssertionsList()).hasSize(11).allMatch(AssertionResult::getPassed);
      assertThat(result.getAssertions(6).getIndex()).isEqualTo(6);
      assertThat(result.getAssertions(6).getActual()).isEqualTo("7");
      assertThat(result.getAssertions(8).getActual()).isEqualTo(String.valueOf(BODY.length()));
      assertThat(result.getAssertions(9).getActual()).matches("[0-9.]+");
    }
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(
            header("Content-Type", it -> it.setEquals("text/html")),
            "header Content-Type is 'application/json' (expected: 'text/html')"),
        Arguments.of(
            header("X-None", it -> it.setMatches("a")),
            "header X-None is not there (expected: a match of a)"),
        Arguments.of(
            header("X-Tag", it -> it.setNotMatches("two")),
            "header X-Tag is 'one' (expected: no match of two)"),
        Arguments.of(
            header("X-Tag", it -> it.setExists(false)),
            "header X-Tag is 'one' (expected: nothing)"),
        Arguments.of(
            body(it -> it.setMatches("healthy")),
            "the body is '" + BODY + "' (expected: a match of healthy)"),
        Arguments.of(
            json("$.status", it -> it.setEquals("ok")), "$.status is 'degraded' (expected: 'ok')"),
        Arguments.of(
            json("$.none", it -> it.setExists(true)), "$.none is not there (expected: anything)"),
        Arguments.of(
            that(it -> it.getBodyBytesBuilder().setMin(100)),
            "the body has " + BODY.length() + " bytes (expected: at least 100)"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void firstThatDoesNotHoldIsTold(HttpAssertion wrong, String sentence) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ANSWER)) {
      HttpResult result =
          run(server, body(it -> it.setExists(true)), wrong, wrong, body(it -> it.setContains("s")))
              .failed(
                  Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_CONTENT, "assertions[1]: " + sentence);
      assertThat(result.getAssertionsList())
          .extracting(AssertionResult::getPassed)
          .containsExactly(true, false, false, true);
      assertThat(result.getStatus()).isEqualTo(200);
    }
  }

  @Test
  void slowPhaseFailsThere() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          connection.pause(120);
          connection.write(ANSWER);
        })) {
      run(server, time(HttpTiming.HTTP_TIMING_RESPONSE, 100))
          .failed(
              Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, "assertions[0]: response_ms is ");
      run(server, time(HttpTiming.HTTP_TIMING_CONNECT, 0.000_001))
          .failed(
              Fault.FAULT_PATH, ErrorPhase.ERROR_PHASE_CONNECT, "assertions[0]: connect_ms is ");
    }
  }

  @Test
  void statusIsToldBeforeAssertions() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\ndown")) {
      HttpResult result =
          run(server, body(it -> it.setEquals("up")), body(it -> it.setEquals("down")))
              .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_STATUS, "status 503");
      assertThat(result.getAssertionsList())
          .extracting(AssertionResult::getPassed)
          .containsExactly(false, true);
    }
  }

  @Test
  void noneIsLookedAtWithoutAResponse() throws Exception {
    try (ScriptedServer server = new ScriptedServer(connection -> {})) {
      assertThat(
              run(server, body(it -> it.setExists(false)))
                  .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, "closed the connection")
                  .getAssertionsList())
          .isEmpty();
    }
  }

  private static ScriptedServer sending(String body) throws IOException {
    return ScriptedServer.answering(
        "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  @Test
  void patternsThatWouldTakeForEver() throws Exception {
    try (ScriptedServer server = sending("a".repeat((1 << 20) - 1) + "!")) {
      HttpRun run =
          HttpRun.of(
                  HttpProbe.newBuilder()
                      .setUrl(server.url())
                      .addAssertions(body(it -> it.setMatches("^(a+)+$")))
                      .addAssertions(body(it -> it.setMatches("((a{0,30}){0,30}){3}b"))))
              .timeout(Duration.ofSeconds(1))
              .run();
      assertThat(run.took()).isLessThan(Duration.ofMillis(1_250));
      assertThat(run.result().getAssertionsList())
          .extracting(AssertionResult::getPassed)
          .containsExactly(false, false);
    }
  }

  @Test
  void jsonBombs() throws Exception {
    try (ScriptedServer server = sending("[".repeat(1_000_000))) {
      run(server, json("$..a", it -> it.setExists(true)))
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONTENT,
              "assertions[0]: the body is not JSON: Nesting limit 100 reached");
    }
    try (ScriptedServer server = sending("[\"" + "x".repeat(1_100_000) + "\"]")) {
      run(server, json("$[0]", it -> it.setExists(true)))
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONTENT,
              "assertions[0]: the body was not read to its end (expected: $[0]: anything)");
    }
  }

  @Test
  void bodyIsReadAsFarAsTheTestSays() throws Exception {
    try (ScriptedServer server = sending("x".repeat(3_000_000))) {
      HttpProbe.Builder config = HttpProbe.newBuilder().setUrl(server.url());
      HttpResult few = HttpRun.of(config.setMaxBodyBytes(1_000)).run().passed();
      assertThat(few.getBodyBytes()).isEqualTo(1_000);
      assertThat(few.getBodyTruncated()).isTrue();
      HttpResult all = HttpRun.of(config.setMaxBodyBytes(4_000_000)).run().passed();
      assertThat(all.getBodyBytes()).isEqualTo(3_000_000);
      assertThat(all.getBodyTruncated()).isFalse();
    }
  }

  @Test
  void charsetOfTheResponseCounts() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Length: 2\r\n\r\n\u00fc!")) {
      run(server, body(it -> it.setEquals("\u00fc!"))).passed();
    }
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        Arguments.of(that(it -> {}), "http.assertions[0]: one that this version"),
        Arguments.of(
            header("a b", it -> it.setEquals("")), "http.assertions[0].header.name: 'a b' (exp"),
        Arguments.of(header("a", it -> {}), "http.assertions[0].header.condition: none that this"),
        Arguments.of(
            body(it -> it.setMatches("(")), "http.assertions[0].body.matches: '(': missing"),
        Arguments.of(
            body(it -> it.setEquals("x".repeat(4_097))),
            "http.assertions[0].body.equals: 4097 characters (expected: at most 4096)"),
        Arguments.of(
            json("$[?@.a]", it -> it.setEquals("")),
            "http.assertions[0].json.path: '$[?@.a]': position 1 is none of its segments"),
        Arguments.of(
            that(it -> it.getBodyBytesBuilder().setMin(2).setMax(1)),
            "http.assertions[0].body_bytes: 2 to 1 (expected: min or max, in that order)"),
        Arguments.of(
            that(HttpAssertion.Builder::getBodyBytesBuilder),
            "http.assertions[0].body_bytes: neither min nor max"),
        Arguments.of(
            time(HttpTiming.HTTP_TIMING_TLS, Double.NaN),
            "http.assertions[0].time.max_ms: NaN (expected: more than 0, at most 600000)"));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void impossibleAssertionIsRefused(HttpAssertion assertion, String message) {
    assertThatThrownBy(() ->
            HttpSettings.of(
                HttpProbe.newBuilder().setUrl("http://h/").addAssertions(assertion).build()))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void tooManyAssertionsAreRefused() {
    HttpProbe.Builder config = HttpProbe.newBuilder().setUrl("http://h/");
    config.addAllAssertions(Collections.nCopies(33, body(it -> it.setEquals(""))));
    assertThatThrownBy(() -> HttpSettings.of(config.build()))
        .hasMessage("http.assertions: 33 (expected: at most 32)");
  }
}
