package dev.foureyes.nodeagent.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.disk.LocalDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretStoreTest {

  @TempDir Path directory;
  private SecretStore store;

  @BeforeEach
  void open() {
    store = new SecretStore(new LocalDisk(), directory);
  }

  @Test
  void keepsReplacesListsAndForgets() throws Exception {
    assertThat(store.names()).isEmpty();
    assertThat(store.find("db.password")).isEmpty();
    store.set("db.password", "one");
    store.set("db.password", "two €");
    store.set("a", "x");
    assertThat(store.find("db.password")).contains("two €");
    assertThat(new SecretStore(new LocalDisk(), directory).names())
        .containsExactly("a", "db.password");
    assertThat(store.remove("a")).isTrue();
    assertThat(store.remove("a")).isFalse();
    assertThat(store.names()).containsExactly("db.password");
  }

  @Test
  void onlyItsOwnerReadsIt() throws Exception {
    store.set("token", "x");
    Path secrets = directory.resolve("secrets");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.resolve("token"))))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../identity/key.pem", "A", "a/b", "-a", ".a", "a.new", "a b"})
  void namesStayInTheDirectory(String name) throws Exception {
    assertThatThrownBy(() -> store.set(name, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: 1 to 63 of a-z");
    assertThat(store.find(name)).isEmpty();
    assertThat(store.remove(name)).isFalse();
  }

  @Test
  void valuesAreBoundedAndNeverInMessages() {
    assertThatThrownBy(() -> store.set("a", ""))
        .hasMessage("value: 0 bytes (expected: 1 to 65536)");
    assertThatThrownBy(() -> store.set("a", "s".repeat(65_537)))
        .hasMessage("value: 65537 bytes (expected: 1 to 65536)");
  }
}
