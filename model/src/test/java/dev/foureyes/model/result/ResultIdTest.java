package dev.foureyes.model.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultIdTest {

  @Test
  void readsWhatItWrites() {
    ResultId id = new ResultId("node-1", ByteString.copyFrom(new byte[16]), -1);

    assertThat(id).hasToString("node-1.00000000000000000000000000000000.18446744073709551615");
    assertThat(ResultId.parse(id.toString())).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.b.c",
        "node.00.1",
        ".00000000000000000000000000000000.1",
        "n.0000000000000000000000000000000g.1",
        "n.00000000000000000000000000000000.-1",
        "n.00000000000000000000000000000000.1.2"
      })
  void refusesOtherText(String text) {
    assertThatThrownBy(() -> ResultId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("result id: \"" + text + "\" (expected:");
  }
}
