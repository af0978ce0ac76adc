package dev.foureyes.nodeagent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that nothing may be believed by. */
class RootKeyTest {

  /** All eight points of small order, and their other spellings (y + p, and x = 0 with a sign). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void smallOrderIsRefused(String hex) {
    assertThatThrownBy(() -> RootKey.of(HexFormat.of().parseHex(hex)))
        .isInstanceOf(UpdateRefusedException.class)
        .hasMessageStartingWith("root key: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "01", "0200000000000000000000000000000000000000000000000000000000000000"})
  void whatIsNoKeyIsRefused(String hex) {
    assertThatThrownBy(() -> RootKey.of(HexFormat.of().parseHex(hex)))
        .isInstanceOf(UpdateRefusedException.class);
  }

  /** RFC 8032, 7.1, tests 1 and 2. */
  @Test
  void verifiesTheVectorsOfTheRfc() throws Exception {
    RootKey one =
        RootKey.of(
            HexFormat.of()
                .parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    byte[] signature =
        HexFormat.of()
            .parseHex(
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    assertThat(one.hasSigned("", new byte[0], signature)).isTrue();
    assertThat(one.hasSigned("", new byte[1], signature)).isFalse();
    assertThat(one.hasSigned("x", new byte[0], signature)).isFalse();
  }

  @Test
  void aKeySignsForOnePurposeOnly() throws Exception {
    KeyPair pair = Release.newKey();
    RootKey key = RootKey.of(Release.raw(pair));
    byte[] signature = Release.sign(pair, "a\n", new byte[] {1});
    assertThat(key.hasSigned("a\n", new byte[] {1}, signature)).isTrue();
    assertThat(key.hasSigned("b\n", new byte[] {1}, signature)).isFalse();
  }
}
