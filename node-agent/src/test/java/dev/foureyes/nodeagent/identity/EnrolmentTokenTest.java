package dev.foureyes.nodeagent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentTokenTest {

  private static final String PART =
      Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

  @Test
  void partsAreReadAndSpaceAroundIgnored() {
    EnrolmentToken token = EnrolmentToken.parse(" fee." + PART + "." + PART + "\n");
    assertThat(token.secret()).isEqualTo(PART);
    assertThat(token.pin()).isEqualTo(ByteString.copyFrom(new byte[32]));
    assertThat(token.toString()).doesNotContain(PART);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fee",
        "fee..",
        "foo.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "fee.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAA",
        "fee.SEEMINGLYSECRET!.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "fee.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.A"
      })
  void whatIsNoTokenIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> EnrolmentToken.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected:")
        .hasMessageNotContaining("SEEMINGLY");
  }
}
