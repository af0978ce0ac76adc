package dev.foureyes.nodeagent.probe.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FramesTest {

  private static final int MAX = 200_000;

  /** Comes in pieces of this size. */
  private static Frames of(byte[] bytes, int piece) {
    ByteArrayInputStream all = new ByteArrayInputStream(bytes);
    return new Frames(
        new InputStream() {
          @Override
          public int read() {
            return all.read();
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return all.read(into, offset, Math.min(length, piece));
          }
        },
        MAX);
  }

  @Test
  void messagesInWhateverPiecesTheyCome() throws Exception {
    String large = "ä".repeat(90_000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String text : new String[] {"{}", large, "", "{\"a\":\"€\"}"}) {
      bytes.write(Frames.of(text));
    }
    for (int piece : new int[] {1, 7, 4096, 1 << 20}) {
      Frames frames = of(bytes.toByteArray(), piece);
      assertThat(frames.next()).contains("{}");
      assertThat(frames.next()).contains(large);
      assertThat(frames.next()).contains("");
      assertThat(frames.next()).contains("{\"a\":\"€\"}");
      assertThat(frames.next()).isEmpty();
    }
  }

  @Test
  void halfAMessageIsNone() throws Exception {
    assertThat(of("{\"id\":1".getBytes(UTF_8), 3).next()).isEqualTo(Optional.empty());
  }

  @Test
  void whatIsTooLongIsPassedOver() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String text : new String[] {"a", "x".repeat(5 * MAX), "b", "y".repeat(MAX + 1), "c"}) {
      bytes.write(Frames.of(text));
    }
    for (int piece : new int[] {3, 4096, 1 << 20}) {
      Frames frames = of(bytes.toByteArray(), piece);
      assertThat(frames.next()).contains("a");
      assertThat(frames.next().orElseThrow()).isEqualTo("b");
      Optional<String> last = frames.next();
      while (last.isPresent() && !last.get().equals("c")) {
        assertThat(last.get().length()).isLessThan(2 * MAX);
        last = frames.next();
      }
      assertThat(last).contains("c");
    }
  }
}
