package dev.foureyes.e2e;

import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.log.LogFormat;
import dev.foureyes.nodeagent.log.NodeLog;
import dev.foureyes.nodeagent.spool.RecordId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A process with load nodes. Writes into each node's {@code journal} the name of every result that
 * its spool has promised to keep, and goes on there after a restart.
 */
public final class LoadNodes {

  /** Of a line of a journal: so many say how many there are. */
  static final int JOURNAL_LINE_BYTES = 32 + 1 + 12 + 1;

  /** While it is not in the directory, nodes make results. */
  static final String STOP_FILE = "stop";

  private LoadNodes() {}

  /** Runs until it is killed. */
  public static void main(String[] words) throws Exception {
    NodeLog.start(LogFormat.TEXT, System.err);
    Arguments arguments =
        Arguments.of(words, Set.of("server", "tokens", "tests", "directory", "per-second"));
    ServerAddress server = ServerAddress.parse(arguments.required("server"));
    List<String> tokens = Files.readAllLines(Path.of(arguments.required("tokens")));
    LoadResults results = new LoadResults(Files.readAllLines(Path.of(arguments.required("tests"))));
    Path directory = Path.of(arguments.required("directory"));
    int perSecond = arguments.number("per-second", 1);
    List<LoadNode> nodes = new ArrayList<>();
    List<Thread> makers = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      String name = directory.getFileName() + (tokens.size() == 1 ? "" : "-" + (i + 1));
      Path own = directory.resolve("node-" + (i + 1));
      LoadNode node = LoadNode.start(name, own, server, tokens.get(i), results);
      nodes.add(node);
      FileJournal journal = FileJournal.open(own.resolve("journal"));
      makers.add(
          Thread.ofPlatform()
              .name(name)
              .start(() -> {
                try {
                  node.run(journal.lines(), perSecond, journal);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> close(nodes)));
    while (!Files.exists(directory.resolve(STOP_FILE))) {
      Await.pause(Duration.ofMillis(100));
    }
    makers.forEach(Thread::interrupt);
    new CountDownLatch(1).await();
  }

  private static void close(List<LoadNode> nodes) {
    for (LoadNode node : nodes) {
      try {
        node.close();
      } catch (IOException e) {
        System.err.println("node not closed: " + e);
      }
    }
  }

  /** One line for each result; what is written survives the process. */
  private record FileJournal(FileChannel file, long lines) implements LoadNode.Journal {

    static FileJournal open(Path path) throws IOException {
      long lines = Files.exists(path) ? Files.size(path) / JOURNAL_LINE_BYTES : 0;
      return new FileJournal(
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), lines);
    }

    @Override
    public void durable(RecordId id) {
      String line = String.format(Locale.ROOT, "%s %012d\n", id.incarnation().hex(), id.seq());
      try {
        file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
