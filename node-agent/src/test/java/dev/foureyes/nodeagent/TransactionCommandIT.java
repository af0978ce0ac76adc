package dev.foureyes.nodeagent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpServer;
import dev.foureyes.nodeagent.cli.Task;
import dev.foureyes.nodeagent.cli.Terminal;
import dev.foureyes.nodeagent.report.Style;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.StepResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code probe transaction FILE}, in a real Chromium. */
class TransactionCommandIT {

  @TempDir private Path directory;
  private HttpServer site;

  @BeforeEach
  void start() throws Exception {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    site.createContext(
        "/",
        exchange -> {
          byte[] page =
              "<!doctype html><title>Shop</title><label>User <input></label><h1>Hello</h1>"
                  .getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    site.start();
  }

  @AfterEach
  void stop() {
    site.stop(0);
  }

  private Path steps(String expected) throws Exception {
    return Files.writeString(
        directory.resolve("steps.json"),
        """
        {"steps": [
          {"name": "Start", "open": {"url": "http://127.0.0.1:%d/"}},
          {"fill": {"element": {"label": "User"}, "text": "ann"}},
          {"timeout_ms": 500, "assert_text": {"condition": {"contains": "%s"}}},
          {"press": {"key": "PAGE_KEY_TAB"}}]}
        """
            .formatted(site.getAddress().getPort(), expected));
  }

  private static String run(int exitCode, String... typed) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(new PrintStream(bytes, true, UTF_8), new Style(120, true, false));
    LocalBench bench =
        LocalBench.ofThisMachine(
            Secrets.NONE, CommandLine.browserOfOneRun(System.getenv()), Optional.empty());
    CommandLine.Once once =
        (CommandLine.Once) CommandLine.parse(List.of(typed), Map.of(), "host-1");
    assertThat(once.task().run(bench, terminal)).isEqualTo(exitCode);
    return bytes.toString(UTF_8);
  }

  @Test
  void everyStepHasALine() throws Exception {
    String text = run(Task.PASSED, "probe", "transaction", steps("Hello").toString());
    assertThat(text)
        .startsWith("Transaction of 4 steps\npassed   4 steps in ")
        .containsPattern("\\n  1  passed  +[0-9.]+ ms +Start +http://127\\.0\\.0\\.1:")
        .containsPattern("\\n  2  passed  .* ms +fill ")
        .doesNotContain("not run");
  }

  @Test
  void theOneThatFailedIsTheLast() throws Exception {
    String text = run(Task.FAILED, "probe", "transaction", steps("Goodbye").toString());
    assertThat(text)
        .containsPattern("\\n  3  failed  ")
        .containsPattern("\\n +not run +1 more step\\n");
  }

  @Test
  void programsGetJson() throws Exception {
    ProbeResult.Builder result = ProbeResult.newBuilder();
    JsonFormat.parser()
        .merge(
            run(Task.PASSED, "probe", "transaction", "--json", steps("Hello").toString()), result);
    assertThat(result.getTransaction().getStepsList()).hasSize(4).allMatch(StepResult::getPassed);
  }
}
