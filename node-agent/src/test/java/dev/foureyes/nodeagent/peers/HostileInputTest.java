package dev.foureyes.nodeagent.peers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** That it finds what it is there to find. */
class HostileInputTest {

  private static final String FOUND_BY = "(seed file|mutation) \\d+.*";

  @Test
  void findsAnErrorAndPrintsTheInput() throws Exception {
    HostileInput input = HostileInput.of("icmp", 1 << 20);
    assertThatThrownBy(() ->
            input.check(bytes -> {
              if (bytes.length > 60 && bytes[0] == (byte) 0xff) {
                throw new IllegalStateException("found");
              }
            }))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("mutation \\d+ of -Dhostile.seed=\\d+: ff[0-9a-f]+")
        .hasRootCauseMessage("found");
  }

  @Test
  void anotherExceptionThanTheDocumentedOneIsAnError() throws Exception {
    HostileInput input = HostileInput.of("icmp", 1 << 20).refusedWith(IOException.class);
    input.check(bytes -> {
      throw new IOException("as documented");
    });
    assertThatThrownBy(() ->
            input.check(bytes -> {
              throw new ArrayIndexOutOfBoundsException("not");
            }))
        .hasMessageMatching(FOUND_BY)
        .hasRootCauseMessage("not");
  }

  @Test
  void findsWhatTakesTooMuchMemoryOrTime() throws Exception {
    HostileInput input = HostileInput.of("icmp", 1 << 20);
    assertThatThrownBy(() ->
            input.check(bytes -> {
              byte[] much = new byte[2 << 20];
              much[0] = 1;
            }))
        .hasMessageContaining("bytes allocated for seed file 0");
    assertThatThrownBy(() -> input.check(bytes -> LockSupport.parkNanos(2_100_000_000L)))
        .hasMessageContaining("seed file 0");
  }
}
