package dev.foureyes.nodeagent.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whatever reads what a stranger has sent, against what a hostile stranger could send: the seeds of
 * {@code src/test/resources/hostile/NAME}, and mutations of them. Each is read, or refused with the
 * documented exception, within a bounded time and with bounded memory.
 *
 * <p>A failure prints the input; what once found something becomes a file of the corpus. Mutations
 * are the same in each run; {@code -Dhostile.seed=N} makes others, and {@code
 * -Dhostile.mutations=N} more.
 */
public final class HostileInput {

  private static final Path CORPORA = Path.of("src", "test", "resources", "hostile");
  private static final long SEED = Long.getLong("hostile.seed", 20_261_124);
  private static final int MUTATIONS = Integer.getInteger("hostile.mutations", 20_000);

  /** The first of a process is slow, and other processes take the processor. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private static final Duration ALL_LONGEST = Duration.ofMinutes(3);
  private static final int BITS = 8;

  private final List<byte[]> seeds;
  private final Class<? extends Exception> refusal;
  private final long mostBytes;
  private final int fixedHead;
  private volatile byte[] current = {};
  private volatile String doing = "";

  private HostileInput(
      List<byte[]> seeds, Class<? extends Exception> refusal, long mostBytes, int fixedHead) {
    this.seeds = seeds;
    this.refusal = refusal;
    this.mostBytes = mostBytes;
    this.fixedHead = fixedHead;
  }

  /** What reads. */
  @FunctionalInterface
  public interface Reader {
    void read(byte[] input) throws Exception;
  }

  /** Nothing is refused by an exception. */
  private static final class NeverException extends Exception {}

  /**
   * For readers that take everything, one way or another.
   *
   * @param corpus directory of files, each of hexadecimal digits, with comments after "#"
   * @param mostBytes that may be allocated for one input
   */
  public static HostileInput of(String corpus, long mostBytes) throws IOException {
    return new HostileInput(read(CORPORA.resolve(corpus)), NeverException.class, mostBytes, 0);
  }

  /** For readers that refuse with an exception. */
  public HostileInput refusedWith(Class<? extends Exception> exception) {
    return new HostileInput(seeds, exception, mostBytes, fixedHead);
  }

  /** For readers that get only what begins like this much of a seed. */
  public HostileInput keeping(int headBytes) {
    return new HostileInput(seeds, refusal, mostBytes, headBytes);
  }

  private static List<byte[]> read(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<byte[]> seeds = files.sorted().map(HostileInput::seed).toList();
      assertThat(seeds).as("seeds in %s", directory).isNotEmpty();
      return seeds;
    }
  }

  private static byte[] seed(Path file) {
    try {
      String digits =
          Files.readString(file)
              .lines()
              .map(line -> line.replaceAll("#.*", "").replaceAll("\\s", ""))
              .collect(Collectors.joining());
      return HexFormat.of().parseHex(digits);
    } catch (IOException | IllegalArgumentException e) {
      throw new AssertionError(file + " (expected: hexadecimal digits)", e);
    }
  }

  /** Reads all of them. */
  public void check(Reader reader) {
    check(MUTATIONS, reader);
  }

  /** The same, for readers that take their time. */
  public void check(int mutations, Reader reader) {
    assertTimeoutPreemptively(ALL_LONGEST, () -> all(mutations, reader), this::said);
  }

  private void all(int mutations, Reader reader) {
    for (int i = 0; i < seeds.size(); i++) {
      one(seeds.get(i), "seed file " + i, reader);
    }
    Random random = new Random(SEED);
    for (int i = 0; i < mutations; i++) {
      one(mutated(random), "mutation " + i + " of -Dhostile.seed=" + SEED, reader);
    }
  }

  private String said() {
    return doing + ": " + HexFormat.of().formatHex(current);
  }

  private void one(byte[] input, String what, Reader reader) {
    current = input;
    doing = what;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    @Nullable Throwable thrown = null;
    try {
      reader.read(input.clone());
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      thrown = refusal.isInstance(e) ? null : e;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    long used = threads.getCurrentThreadAllocatedBytes() - allocated;
    if (thrown != null) {
      throw new AssertionError(said(), thrown);
    }
    assertThat(took).as(this::said).isLessThan(LONGEST);
    assertThat(used).as(() -> "bytes allocated for " + said()).isLessThan(mostBytes);
  }

  private byte[] mutated(Random random) {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      bytes = changed(bytes, random);
    }
    return bytes;
  }

  /** One change of those that fuzzers make. */
  private byte[] changed(byte[] bytes, Random random) {
    if (bytes.length <= fixedHead) {
      return bytes;
    }
    int at = random.nextInt(fixedHead, bytes.length);
    switch (random.nextInt(BITS)) {
      case 0 -> bytes[at] = (byte) random.nextInt();
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(BITS));
      case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : -1);
      case 3 -> bytes[at] = bytes[random.nextInt(bytes.length)];
      case 4 -> {
        return Arrays.copyOf(bytes, at); // cut
      }
      case 5 -> {
        return joined(bytes, bytes.length, new byte[random.nextInt(1, 64)], 0); // longer
      }
      case 6 -> {
        return joined(bytes, at, bytes, random.nextInt(fixedHead, bytes.length)); // lost or twice
      }
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        return joined(bytes, at, other, Math.min(at, other.length)); // spliced
      }
    }
    return bytes;
  }

  private static byte[] joined(byte[] head, int length, byte[] tail, int from) {
    byte[] joined = Arrays.copyOf(head, length + tail.length - from);
    System.arraycopy(tail, from, joined, length, tail.length - from);
    return joined;
  }
}
