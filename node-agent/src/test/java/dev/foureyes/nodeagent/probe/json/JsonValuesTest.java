package dev.foureyes.nodeagent.probe.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {

  private static final String JSON =
      """
      {"status": "ok", "n": 1.50, "t": true, "none": null, "a b": {"it's": 1},
       "items": [{"id": 1, "tags": ["x", "y"]}, {"id": 2, "sub": {"id": 3}}, 7], "ü": "u"}
      """;

  private static List<String> at(String path) throws Exception {
    return JsonValues.at(JsonPath.parse(path), JSON, () -> false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$ | {…}",
        "$.status | ok",
        "$['status'] | ok",
        "$[\"status\"] | ok",
        "$.n | 1.50",
        "$.t | true",
        "$.none | null",
        "$['a b']['it\\''s'] | 1",
        "$.items | […]",
        "$.items[0].id | 1",
        "$.items[1].sub.id | 3",
        "$.items[*].id | 1,2",
        "$.items.*.id | 1,2",
        "$..id | 1,2,3",
        "$..tags[1] | y",
        "$.items..* | {…},1,[…],x,y,{…},2,{…},3,7",
        "$..[2] | 7",
        "$.ü | u",
        "$.items[3] | ''",
        "$.status.x | ''",
        "$[0] | ''",
      })
  void valuesAtAPath(String path, String expected) throws Exception {
    assertThat(String.join(",", at(path.replace("''", "'")))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "$.",
        "$a",
        "$..",
        "$[",
        "$[-1]",
        "$[01]",
        "$[?@.a]",
        "$[0:1]",
        "$[0,1]",
        "$...a",
        "$.a b",
        "$['a]",
        "$[9999999999]",
        "$.['a']"
      })
  void otherPathsAreRefused(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longPathsAreRefused() {
    assertThatThrownBy(() -> JsonPath.parse("$" + ".a".repeat(33)))
        .hasMessageContaining("more than 32 segments");
    assertThatThrownBy(() -> JsonPath.parse("$." + "a".repeat(300)))
        .hasMessageContaining("302 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{'a':1}",
        "[1,]",
        "{\"a\" 1}",
        "tru",
        "{} {}",
        "[NaN]",
        "// x\n1",
        "\ud800"
      })
  void whatIsNotJson(String text) {
    assertThatThrownBy(() -> JsonValues.at(JsonPath.parse("$..a"), text, () -> false))
        .isInstanceOf(IOException.class);
  }

  /** Half a megabyte of brackets; a reader that recurses or builds a tree ends with its stack. */
  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[[{\"a\":"})
  void nestedTooDeep(String open) {
    assertThatThrownBy(
            () -> JsonValues.at(JsonPath.parse("$..a"), open.repeat(500_000), () -> false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("100");
  }

  @Test
  void valuesThatAreKeptAreBounded() throws Exception {
    String many = "[" + "1,".repeat(400_000) + "1]";
    assertThat(JsonValues.at(JsonPath.parse("$..*"), many, () -> false))
        .hasSize(JsonValues.MAX_VALUES);
    assertThatThrownBy(() -> JsonValues.at(JsonPath.parse("$..*"), many, () -> true))
        .isInstanceOf(TimeoutException.class);
  }
}
