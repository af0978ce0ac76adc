package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** HTTP/2, by a server of a few frames. */
class Http2Test {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final byte[] STATUS_200 = {(byte) 0x88};

  private interface Answer {
    void send(ScriptedServer.Connection connection, int stream) throws Exception;
  }

  private static ScriptedServer server(Answer answer) throws IOException {
    return new ScriptedServer(connection -> {
      ScriptedServer.Connection tls =
          connection.startTls(HttpRun.AUTHORITY.issue(Leaf.server("127.0.0.1")), "h2");
      DataInputStream in = new DataInputStream(tls.socket().getInputStream());
      in.readFully(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length()]);
      tls.write(frame(SETTINGS, 0, 0, new byte[0]));
      int stream = 0;
      while (stream == 0) {
        byte[] header = new byte[9];
        in.readFully(header);
        int length = ((header[0] & 0xff) << 16) | ((header[1] & 0xff) << 8) | (header[2] & 0xff);
        in.readFully(new byte[length]);
        stream = header[3] == HEADERS ? ByteBuffer.wrap(header).getInt(5) : 0;
      }
      answer.send(tls, stream);
      tls.idle();
    });
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .put((byte) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private static HttpRun run(ScriptedServer server) throws Exception {
    return HttpRun.get("https://127.0.0.1:" + server.port() + "/").run();
  }

  @Test
  void firstByteIsThatOfTheResponse() throws Exception {
    try (ScriptedServer server =
        server((connection, stream) -> {
          connection.write(frame(SETTINGS, 1, 0, new byte[0]));
          connection.pause(100);
          connection.write(frame(HEADERS, END_HEADERS, stream, STATUS_200));
          connection.pause(200);
          connection.write(frame(DATA, END_STREAM, stream, new byte[1000]));
        })) {
      HttpResult result = run(server).passed();
      assertThat(result.getProtocol()).isEqualTo("h2");
      assertThat(result.getWaitMs()).isBetween(95.0, 290.0);
      assertThat(result.getReceiveMs()).isBetween(190.0, 500.0);
      assertThat(result.getWireBytes()).isEqualTo(9 + 1 + 9 + 1000);
      assertThat(result.getBodyBytes()).isEqualTo(1000);
    }
  }

  @Test
  void endlessHeadIsCutOff() throws Exception {
    byte[] literal = new byte[10_000];
    Arrays.fill(literal, (byte) 'x');
    byte[] field =
        ByteBuffer.allocate(10_006)
            .put((byte) 0)
            .put((byte) 1)
            .put((byte) 'a')
            .put((byte) 0x7f)
            .put((byte) 0x91)
            .put((byte) 0x4d)
            .put(literal)
            .array();
    try (ScriptedServer server =
        server((connection, stream) -> {
          connection.write(frame(HEADERS, 0, stream, STATUS_200));
          while (true) {
            connection.write(frame(CONTINUATION, 0, stream, field));
          }
        })) {
      run(server)
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_RECEIVE,
              "head is larger than 65536 bytes");
    }
  }

  @Test
  void streamThatIsReset() throws Exception {
    try (ScriptedServer server =
        server((connection, stream) ->
            connection.write(frame(3, 0, stream, new byte[] {0, 0, 0, 2})))) {
      run(server).failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, "INTERNAL_ERROR");
    }
  }

  @Test
  void serverThatGoesAway() throws Exception {
    try (ScriptedServer server = server((connection, stream) -> connection.socket().close())) {
      run(server).failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, "");
    }
  }

  @Test
  void eachRunHasAConnectionOfItsOwn() throws Exception {
    try (ScriptedServer server =
        server((connection, stream) ->
            connection.write(frame(HEADERS, END_HEADERS | END_STREAM, stream, STATUS_200)))) {
      for (int i = 0; i < 2; i++) {
        HttpResult result = run(server).passed();
        assertThat(result.getConnectMs()).isPositive();
        assertThat(result.getTlsMs()).isPositive();
      }
    }
  }
}
