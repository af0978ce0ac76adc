package dev.foureyes.nodeagent.update;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import java.io.InputStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching from a web server, and from what is none. */
class WebSourceTest {

  private static WebSource source(String url) throws UpdateRefusedException {
    return WebSource.of(
        url,
        new HostLookup(SystemResolvers.ofThisMachine()),
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        System::nanoTime);
  }

  private static Throwable failure(String answer) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(answer)) {
      return catchThrowable(() -> source(server.url() + "x.update").manifest(100));
    }
  }

  @Test
  void fetchesManifestAndWhatIsBesideIt() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")) {
      WebSource source = source(server.url() + "x.update");
      assertThat(source.manifest(100)).isEqualTo("hello".getBytes(ISO_8859_1));
      try (InputStream artefact = source.artefact("y.tar.gz")) {
        assertThat(artefact.readAllBytes()).isEqualTo("hello".getBytes(ISO_8859_1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://a/b",
        "file:///etc/passwd",
        "http://",
        "http://u:p@host/x",
        "http://a b/",
        "",
        "//x/y"
      })
  void whatIsNoUrlIsRefused(String url) {
    assertThat(catchThrowable(() -> source(url))).isInstanceOf(UpdateRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/x.update",
        "http://[::ffff:169.254.169.254]/x.update",
        "http://[64:ff9b::a9fe:a9fe]/x.update"
      })
  void addressesThatNoNodeConnectsToAreNotAsked(String url) {
    assertThat(catchThrowable(() -> source(url).manifest(100)))
        .hasMessageContaining("never connects");
  }

  @Test
  void neitherAreTheyAfterARedirect() throws Exception {
    assertThat(failure("HTTP/1.1 302 F\r\nLocation: http://169.254.169.254/x\r\n\r\n"))
        .hasMessageContaining("never connects");
  }

  @Test
  void answersThatAreNoneFail() throws Exception {
    assertThat(failure("HTTP/1.1 404 No\r\n\r\n")).hasMessageContaining("status 404");
    assertThat(failure("SSH-2.0-x\r\n\r\n")).hasMessageContaining("no answer in HTTP");
    assertThat(failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .hasMessageContaining("in chunks");
    assertThat(failure("HTTP/1.1 200 OK\r\n")).hasMessageContaining("ended within its head");
    assertThat(failure("HTTP/1.1 200 OK\r\nx: " + "y".repeat(17_000)))
        .hasMessageContaining("more than 16384 bytes");
    assertThat(failure("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(101)))
        .hasMessageContaining("more than 100 bytes");
    assertThat(failure("HTTP/1.1 302 F\r\nLocation: /again\r\n\r\n"))
        .hasMessageContaining("more than 3 redirects");
    assertThat(failure("HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\n\r\n"))
        .isInstanceOf(UpdateRefusedException.class);
  }
}
