package dev.foureyes.nodeagent.probe.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

  private static final String SECRET = "pä&ss <w\"o\\rd+1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pä&ss <w\"o\\rd+1",
        "q=p%C3%A4%26ss+%3Cw%22o%5Crd%2B1&x=1", // URLSearchParams
        "q=p%C3%A4%26ss%20%3Cw%22o%5Crd%2B1", // encodeURIComponent
        "/p%C3%A4&ss%20%3Cw%22o\\rd+1", // as a browser writes a path
        "{\"p\":\"pä&ss <w\\\"o\\\\rd+1\"}",
        "<b>pä&amp;ss &lt;w&quot;o\\rd+1</b>"
      })
  void secretsAreTakenOutInAllTheirForms(String text) {
    Redactor redactor = new Redactor();
    redactor.add(SECRET);
    String cleaned = redactor.clean(text);
    assertThat(cleaned).contains(Redactor.MASK).doesNotContain("ss", "rd");
  }

  @Test
  void base64AndTheRestOfTheText() {
    Redactor redactor = new Redactor();
    redactor.add("hunter2");
    redactor.add("hunter22"); // the longer one goes first
    String base64 = Base64.getEncoder().encodeToString("hunter2".getBytes(StandardCharsets.UTF_8));
    assertThat(redactor.clean("a hunter2 b " + base64 + " c hunter22"))
        .isEqualTo("a ••• b ••• c •••");
  }

  @Test
  void withoutSecretsNothingChanges() {
    Redactor redactor = new Redactor();
    redactor.add("");
    assertThat(redactor.isEmpty()).isTrue();
    assertThat(redactor.clean("as it is")).isEqualTo("as it is");
  }
}
