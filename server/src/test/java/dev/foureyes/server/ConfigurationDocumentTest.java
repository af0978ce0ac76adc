package dev.foureyes.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code docs/configuration.md} says what the settings records say. */
class ConfigurationDocumentTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

  private static final String HEAD =
      """
      # Configuration of the server

      Made from the settings records; a test compares the two. A setting has the same name in every role and shape: as an argument
      (`--foureyes.gateway.port=4443`) or in the environment (`FOUREYES_GATEWAY_PORT=4443`: upper case, dots become underscores, dashes
      go). Durations are written `250ms`, `10s`, `2m`, `12h`, `30d`. `./foureyes up` sets the paths and ports for you.

      | setting | environment | default | what it is |
      |---|---|---|---|
      """;

  /** After a change, run with -Dfoureyes.write-docs to write the document anew. */
  @Test
  void theDocumentSaysWhatTheRecordsSay() throws IOException {
    String document = render(settings());
    if (System.getProperty("foureyes.write-docs") != null) {
      Files.writeString(DOCUMENT, document);
    }
    assertThat(DOCUMENT).hasContent(document);
  }

  @Test
  void everySettingIsDescribed() throws IOException {
    settings()
        .forEach((name, setting) ->
            assertThat(setting.path("description").asString("")).as(name).isNotBlank());
  }

  private static Map<String, JsonNode> settings() throws IOException {
    Map<String, JsonNode> settings = new TreeMap<>();
    for (URL metadata :
        Collections.list(
            Main.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = metadata.openStream()) {
        for (JsonNode property :
            new ObjectMapper()
                .readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                .path("properties")) {
          String name = property.path("name").asString("");
          if (name.startsWith("foureyes.")) {
            settings.put(name, property);
          }
        }
      }
    }
    return settings;
  }

  private static String render(Map<String, JsonNode> settings) {
    StringBuilder text = new StringBuilder(HEAD);
    settings.forEach((name, setting) -> {
      String environment = name.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
      String value = setting.path("defaultValue").asString("");
      String description =
          setting
              .path("description")
              .asString("")
              .replace("|", "\\|")
              .replaceAll("\\{@code ([^}]*)}", "`$1`");
      text.append("| `").append(name).append("` | `").append(environment).append("` | ");
      text.append(value.isEmpty() ? "none" : "`" + value + "`")
          .append(" | ")
          .append(description)
          .append(" |\n");
    });
    return text.toString();
  }
}
