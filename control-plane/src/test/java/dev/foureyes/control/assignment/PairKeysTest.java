package dev.foureyes.control.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairKeysTest {

  private static final List<String> PAIR = List.of("org", "test", "a", "b");

  @TempDir Path directory;

  @Test
  void theSecretStaysAndIsItsOwnersOnly() throws Exception {
    Path file = directory.resolve("new").resolve("agent-secret");

    PairKeys.Key key = PairKeys.open(file).derive(PAIR);

    assertThat(PairKeys.open(file).derive(PAIR)).isEqualTo(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PairKeys.open(directory.resolve("other")).derive(PAIR)).isNotEqualTo(key);
  }

  @Test
  void partsAreNotRunTogether() {
    PairKeys keys = new PairKeys(new byte[32]);

    assertThat(keys.derive(List.of("ab", "c"))).isNotEqualTo(keys.derive(List.of("a", "bc")));
  }

  @Test
  void aDamagedSecretIsNotUsed() throws Exception {
    Path file = directory.resolve("agent-secret");
    for (String damaged : List.of("", "00ff", "not hexadecimal")) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> PairKeys.open(file))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void portRangesAreReadAndChecked() {
    assertThat(PortRange.parse("20000-29999")).isEqualTo(new PortRange(20_000, 29_999));
    for (String wrong : List.of("", "20000", "80-90", "20000-70000", "3000-2000", "a-b")) {
      assertThatThrownBy(() -> PortRange.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
