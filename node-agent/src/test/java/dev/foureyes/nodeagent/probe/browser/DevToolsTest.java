package dev.foureyes.nodeagent.probe.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a browser that is played by the test. */
class DevToolsTest {

  private final PipedOutputStream fromBrowser = new PipedOutputStream();
  private final PipedOutputStream toBrowser = new PipedOutputStream();
  private Frames commands = new Frames(java.io.InputStream.nullInputStream(), 1);
  private DevTools tools =
      new DevTools(java.io.InputStream.nullInputStream(), OutputStream.nullOutputStream());

  @BeforeEach
  void connect() throws IOException {
    commands = new Frames(new PipedInputStream(toBrowser, 1 << 16), 1 << 20);
    tools = new DevTools(new PipedInputStream(fromBrowser, 1 << 16), toBrowser);
    tools.start();
  }

  @AfterEach
  void end() throws IOException {
    fromBrowser.close();
  }

  private JsonObject command() throws IOException {
    return JsonParser.parseString(commands.next().orElseThrow()).getAsJsonObject();
  }

  private void says(String json) throws IOException {
    fromBrowser.write(Frames.of(json));
    fromBrowser.flush();
  }

  private static <T> T in5s(CompletableFuture<T> future) throws Exception {
    return future.get(5, TimeUnit.SECONDS);
  }

  @Test
  void answersGoToTheirCommandsInWhateverOrder() throws Exception {
    var first = tools.send(DevTools.BROWSER, "A.one", new JsonObject());
    var second = tools.send("s1", "B.two", Json.of("x", 1));
    assertThat(command()).isEqualTo(Json.of("id", 1, "method", "A.one", "params", Json.of()));
    assertThat(Json.text(command(), "sessionId")).isEqualTo("s1");
    says("{\"id\":2,\"result\":{\"n\":2},\"sessionId\":\"s1\"}");
    says("{\"id\":99,\"result\":{}}"); // nobody asked
    says("{\"id\":1,\"error\":{\"code\":-32000,\"message\":\"no such thing\"}}");
    assertThat(in5s(second)).isEqualTo(JsonParser.parseString("{\"n\":2}"));
    assertThatThrownBy(() -> in5s(first))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(CommandException.class)
        .hasMessage("no such thing");
  }

  @Test
  void eventsGoToTheirSession() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    tools.listen("s1", (method, params) -> heard.add("s1 " + method + params));
    tools.listen(DevTools.BROWSER, (method, params) -> heard.add("browser " + method));
    says("{\"method\":\"P.a\",\"params\":{\"k\":true},\"sessionId\":\"s1\"}");
    says("{\"method\":\"P.b\",\"sessionId\":\"unknown\"}");
    says("{\"method\":\"P.c\"}");
    assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("s1 P.a{\"k\":true}");
    assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("browser P.c");
  }

  @Test
  void whoWaitsWhenTheBrowserGoesIsTold() throws Exception {
    var waiting = tools.send(DevTools.BROWSER, "A.one", new JsonObject());
    fromBrowser.close();
    assertThat(failure(waiting).fault()).isEqualTo(Fault.FAULT_INTERNAL);
    assertThat(failure(waiting).sentence()).startsWith("the browser is gone: it ended");
    var later = tools.send(DevTools.BROWSER, "A.two", new JsonObject());
    assertThat(failure(later).fault()).isEqualTo(Fault.FAULT_INTERNAL);
  }

  @Test
  void whatIsNoJsonEndsIt() throws Exception {
    var waiting = tools.send(DevTools.BROWSER, "A.one", new JsonObject());
    says("{]");
    assertThat(failure(waiting).sentence()).startsWith("the browser is gone: its pipe broke");
  }

  @Test
  void theFirstReasonIsTheOne() throws Exception {
    var waiting = tools.send(DevTools.BROWSER, "A.one", new JsonObject());
    Failure memory =
        new Failure(
            Fault.FAULT_TARGET,
            dev.foureyes.proto.results.v1.ErrorPhase.ERROR_PHASE_RECEIVE,
            "too much memory");
    tools.end(memory);
    fromBrowser.close();
    assertThat(failure(waiting)).isEqualTo(memory);
    assertThat(tools.ended()).contains(memory);
  }

  private static Failure failure(CompletableFuture<JsonObject> answer) {
    try {
      throw new AssertionError("answered: " + in5s(answer));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProbeFailedException gone) {
        return gone.failure();
      }
      throw new AssertionError(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
