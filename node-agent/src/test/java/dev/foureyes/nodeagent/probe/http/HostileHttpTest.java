package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * Servers that drip, cut, flood and lie. Every run ends in time, with an outcome that says what
 * happened.
 */
class HostileHttpTest {

  private static final Duration SHORT = Duration.ofMillis(600);

  @Test
  void silenceAfterTheRequest() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          connection.idle();
        })) {
      HttpResult result =
          HttpRun.get(server.url())
              .timeout(SHORT)
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_WAIT,
                  "127.0.0.1:" + server.port() + " sent no response within 600 ms");
      assertThat(result.hasSendMs()).isTrue();
      assertThat(result.hasWaitMs()).isFalse();
      assertThat(result.getRemoteIp()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void headThatDrips() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          drip(connection, "HTTP/1.1 200 OK\r\nX: " + "x".repeat(1000));
        })) {
      HttpResult result =
          HttpRun.get(server.url())
              .timeout(SHORT)
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_RECEIVE,
                  "did not end it within 600 ms");
      assertThat(result.hasWaitMs()).isTrue();
      assertThat(result.hasStatus()).isFalse();
    }
  }

  @Test
  void bodyThatDrips() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
          drip(connection, "x".repeat(1000));
        })) {
      HttpResult result =
          HttpRun.get(server.url())
              .timeout(SHORT)
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_RECEIVE,
                  "did not end it within 600 ms");
      assertThat(result.getStatus()).isEqualTo(200);
      assertThat(result.hasReceiveMs()).isFalse();
    }
  }

  private static void drip(ScriptedServer.Connection connection, String text) throws Exception {
    for (int i = 0; i < text.length(); i++) {
      connection.write(text.substring(i, i + 1));
      connection.pause(20);
    }
  }

  @Test
  void connectionClosedBeforeAResponse() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::readRequest)) {
      HttpRun.get(server.url())
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_WAIT,
              "closed the connection before it sent a response");
    }
  }

  @Test
  void connectionClosedAtOnce() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> connection.socket().setSoLinger(true, 0))) {
      HttpRun run = HttpRun.get(server.url()).run();
      assertThat(run.result().hasStatus()).isFalse();
      assertThat(run.result().hasTotalMs()).isFalse();
    }
  }

  @Test
  void bodyThatIsCut() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")) {
      HttpRun.get(server.url())
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_RECEIVE,
              "closed the connection after 45 bytes of the response");
    }
  }

  @Test
  void bodyWithoutEnd() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
          while (true) {
            connection.write(chunk);
          }
        })) {
      HttpRun run = HttpRun.get(server.url()).run();
      HttpResult result = run.passed();
      assertThat(result.getBodyTruncated()).isTrue();
      assertThat(result.getBodyBytes()).isEqualTo(1 << 20);
      assertThat(result.getWireBytes()).isBetween(1 << 20, (1 << 20) + (64 << 10));
      assertThat(run.took()).as("it does not wait for the rest").isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void bodyOfExactlyTheLimitIsWhole() throws Exception {
    int limit = 1 << 20;
    try (ScriptedServer server =
        ScriptedServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Length: " + limit + "\r\n\r\n" + "x".repeat(limit))) {
      HttpResult result = HttpRun.get(server.url()).run().passed();
      assertThat(result.getBodyTruncated()).isFalse();
      assertThat(result.getBodyBytes()).isEqualTo(limit);
    }
  }

  @Test
  void bodyThatUnpacksToFarTooMuch() throws Exception {
    byte[] bomb = zeros(64 << 20);
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          connection.write(
              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                  + bomb.length
                  + "\r\n\r\n");
          connection.write(bomb);
        })) {
      HttpResult result = HttpRun.get(server.url()).run().passed();
      assertThat(result.getBodyTruncated()).isTrue();
      assertThat(result.getBodyBytes()).isEqualTo(1 << 20);
      assertThat(result.getWireBytes()).isLessThan(64 << 10);
    }
  }

  private static byte[] zeros(int bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      byte[] block = new byte[1 << 20];
      for (int i = 0; i < bytes; i += block.length) {
        out.write(block);
      }
    }
    return packed.toByteArray();
  }

  @Test
  void bodyThatIsNotWhatItSaysIs() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\nthis is not gzip....")) {
      HttpRun.get(server.url())
          .run()
          .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_RECEIVE, "");
    }
  }

  @Test
  void oneHeaderOfAHundredKilobytes() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100 << 10) + "\r\n\r\n")) {
      HttpRun.get(server.url())
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_RECEIVE,
              "sent too much: the response's head is larger than 65536 bytes");
    }
  }

  @Test
  void hundredThousandHeaders() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(100_000) + "\r\n")) {
      HttpRun.get(server.url())
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_RECEIVE,
              "head is larger than 65536 bytes");
    }
  }

  @Test
  void headOfSixtyKilobytesIsRead() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            "HTTP/1.1 200 OK\r\nX: " + "x".repeat(60 << 10) + "\r\nContent-Length: 2\r\n\r\nok")) {
      assertThat(HttpRun.get(server.url()).run().passed().getBodyBytes()).isEqualTo(2);
    }
  }

  @Test
  void endlessInterimResponses() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          while (true) {
            connection.write("HTTP/1.1 103 Early Hints\r\n\r\n");
          }
        })) {
      HttpRun run = HttpRun.get(server.url()).timeout(SHORT).run();
      assertThat(run.result().hasTotalMs()).as("no response came").isFalse();
    }
  }

  @Test
  void somethingThatIsNotHttp() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("SSH-2.0-OpenSSH_9.2\r\n")) {
      HttpRun.get(server.url())
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_RECEIVE,
              "does not speak HTTP as it should");
    }
  }
}
