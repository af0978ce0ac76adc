package dev.foureyes.nodeagent.probe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.DigestServer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the server of {@link HttpDigestTest} is right: another client gets in too. Needs curl. */
class DigestCurlIT {

  @ParameterizedTest
  @ValueSource(strings = {"", "MD5", "MD5-sess", "SHA-256", "SHA-256-sess"})
  void curlIsLetIn(String algorithm) throws Exception {
    try (DigestServer server = DigestServer.with(algorithm)) {
      Process curl =
          new ProcessBuilder(
                  List.of(
                      "curl",
                      "--silent",
                      "--show-error",
                      "--max-time",
                      "10",
                      "--digest",
                      "--user",
                      DigestServer.USER + ":" + DigestServer.PASSWORD,
                      server.url() + "dir/?q=1"))
              .redirectErrorStream(true)
              .start();
      String said = new String(curl.getInputStream().readAllBytes(), UTF_8);
      assertThat(curl.waitFor()).as(said).isZero();
      assertThat(server.verdicts()).containsExactly("none", "good");
      assertThat(said).isEqualTo("ok");
    }
  }
}
