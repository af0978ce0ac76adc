package dev.foureyes.rest.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplateTest {

  @Test
  void matchesWordsVariablesAndVerb() {
    PathTemplate template = PathTemplate.parse("/api/v1/nodes/{node.id}:revoke");

    assertThat(template.match(List.of("api", "v1", "nodes", "n1"), Optional.of("revoke")))
        .contains(Map.of("node.id", "n1"));
    assertThat(template.match(List.of("api", "v1", "nodes", "n1"), Optional.empty())).isEmpty();
    assertThat(template.match(List.of("api", "v1", "nodes", ""), Optional.of("revoke"))).isEmpty();
    assertThat(template.match(List.of("api", "v1", "tests", "n1"), Optional.of("revoke")))
        .isEmpty();
    assertThat(template).hasToString("/api/v1/nodes/{node.id}:revoke");
    assertThat(template.shape()).isEqualTo("/api/v1/nodes/{}:revoke");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "api/v1            | to start with \"/\"",
        "/api/**           | words or {variables} between slashes, not \"**\"",
        "/api/{name=a/*}   | words or {variables}",
        "/api/{name=*}     | a plain variable such as {node_id}, not {name=*}",
        "/api//x           | not \"\"",
        "/api/{a}/{a}      | each variable once",
        "/api/x:           | a word after the colon",
      })
  void refusesWhatAnOpenApiDocumentCannotSay(String path, String expected) {
    assertThatThrownBy(() -> PathTemplate.parse(path))
        .hasMessageContaining("path: " + path + " (expected: ")
        .hasMessageContaining(expected);
  }
}
