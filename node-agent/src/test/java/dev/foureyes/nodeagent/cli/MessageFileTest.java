package dev.foureyes.nodeagent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.proto.common.v1.PageKey;
import dev.foureyes.proto.common.v1.TransactionProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageFileTest {

  private static TransactionProbe parse(String json) throws UsageException {
    return MessageFile.parse("FILE", json, TransactionProbe.newBuilder()).build();
  }

  @Test
  void everyTypeThatConfigurationsHave() throws Exception {
    TransactionProbe.Builder expected = TransactionProbe.newBuilder();
    expected
        .addStepsBuilder()
        .setName("Start")
        .setTimeoutMs(20_000)
        .getOpenBuilder()
        .setUrl("https://shop.example/")
        .addExpectedStatusBuilder()
        .setFirst(200)
        .setLast(204);
    expected.addStepsBuilder().getPressBuilder().setKey(PageKey.PAGE_KEY_ENTER);
    expected.addStepsBuilder().getAssertTextBuilder().getConditionBuilder().setExists(false);
    expected.addStepsBuilder().getScreenshotBuilder();
    expected.getBrowserBuilder().setWidth(1024).setSkipCertificateCheck(true);
    expected.addSecretOrigins("https://login.example");
    assertThat(
            parse(
                """
                {"steps": [
                  {"name": "Start", "timeout_ms": 20000,
                   "open": {"url": "https://shop.example/",
                            "expected_status": [{"first": 200, "last": 204}]}},
                  {"press": {"key": "PAGE_KEY_ENTER"}, "click": null},
                  {"assert_text": {"condition": {"exists": false}}},
                  {"screenshot": {}}],
                 "browser": {"width": 1024, "skip_certificate_check": true},
                 "secret_origins": ["https://login.example"]}
                """))
        .isEqualTo(expected.build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | FILE: an array (expected: an object)",
        "{} {} | FILE: no JSON at $ (expected: JSON, RFC 8259)",
        "{'a | FILE: no JSON at $. (expected: JSON, RFC 8259)",
        "{\"steps\": [{\"opn\": {}}]} | FILE: steps[0]: opn (expected: name, timeout_ms, open, click,"
            + " fill, select, press, wait_for, assert_text, assert_url, assert_visible or"
            + " screenshot; did you mean open?)",
        "{\"steps\": {}} | FILE: steps: an object (expected: an array)",
        "{\"steps\": [{\"open\": {\"url\": 1}}]} | FILE: steps[0].open.url: a number (expected: a text)",
        "{\"steps\": [{\"timeout_ms\": -1}]} | FILE: steps[0].timeout_ms: -1 (expected: a whole number,"
            + " 0 to 4294967295)",
        "{\"steps\": [{\"timeout_ms\": 1.5}]} | FILE: steps[0].timeout_ms: 1.5 (expected: a whole number,"
            + " 0 to 4294967295)",
        "{\"steps\": [{\"screenshot\": {\"x\": 1}}]} | FILE: steps[0].screenshot: x (expected: an object"
            + " without fields)",
        "{\"steps\": [{\"open\": {}, \"click\": {}}]} | FILE: steps[0].click: a second of one kind"
            + " (expected: only one of them)",
        "{\"browser\": {\"skip_certificate_check\": 1}} | FILE: browser.skip_certificate_check: a number"
            + " (expected: true or false)",
      })
  void whatIsWrongIsNamed(String json, String message) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(UsageException.class).hasMessage(message);
  }

  @Test
  void fileThatIsNone(@TempDir Path directory) throws Exception {
    assertThatThrownBy(
            () -> MessageFile.read("FILE", directory.resolve("x"), TransactionProbe.newBuilder()))
        .hasMessage("FILE: " + directory.resolve("x") + " is not there (expected: a file)");
    Path binary = Files.write(directory.resolve("b"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> MessageFile.read("FILE", binary, TransactionProbe.newBuilder()))
        .hasMessage("FILE: " + binary + " is no text (expected: JSON in UTF-8)");
    Path large = Files.write(directory.resolve("l"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> MessageFile.read("FILE", large, TransactionProbe.newBuilder()))
        .hasMessageContaining("has 1048577 bytes (expected: at most 1048576)");
  }
}
