package dev.foureyes.nodeagent.spool;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.foureyes.nodeagent.disk.Disk;
import dev.foureyes.nodeagent.spool.SpoolLogs.Entry;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.Record;
import dev.foureyes.proto.node.v1.SpoolState;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buffer of results on disk. Results come in from any thread and are written in groups by one;
 * a session reads them through {@link #openReader}.
 *
 * <p>On the way of a result this comes after {@code ProbeScheduler} and before {@code Session}.
 */
public final class Spool implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Spool.class);

  private static final int GROUP_RECORDS = 100;
  private static final Duration GROUP_DELAY = Duration.ofMillis(50);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int MAX_WAITING = 10_000;

  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_WAITING);
  private final ReentrantLock lock = new ReentrantLock();
  private final SpoolLogs logs;
  private final NodeClock clock;
  private final Thread writer;
  private volatile boolean closing;
  private volatile SpoolState state;
  private volatile Runnable onDurable = () -> {};

  private record Waiting(Optional<Entry> entry, CompletableFuture<RecordId> written) {}

  private Spool(SpoolLogs logs, NodeClock clock) {
    this.logs = logs;
    this.clock = clock;
    this.state = logs.state();
    this.writer = Thread.ofPlatform().name("spool-writer").daemon().unstarted(this::writeGroups);
  }

  /**
   * Opens the spool in a directory, which is made when the first record is written, and begins a
   * new incarnation. Only one process may have it open.
   *
   * @throws IOException when the directory cannot be read; damage inside it is no reason
   */
  public static Spool open(Disk disk, Path directory, SpoolLimits limits, NodeClock clock)
      throws IOException {
    Spool spool =
        new Spool(SpoolLogs.open(disk, directory, limits, clock, new SecureRandom()), clock);
    spool.writer.start();
    return spool;
  }

  /**
   * Writes a result. Waits while 10,000 others are waiting.
   *
   * @return completes with the record's name once it is durable, or with a {@link
   *     SpoolLossException} when it is lost
   * @throws IllegalArgumentException when the result is larger than 256 KiB
   * @throws IllegalStateException when the spool is closed
   */
  public CompletableFuture<RecordId> append(ProbeResult result) throws InterruptedException {
    ByteString payload = Payloads.of(Record.newBuilder().setResult(result).build());
    if (payload.size() > Frame.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "result: "
              + payload.size()
              + " bytes (expected: at most "
              + Frame.MAX_PAYLOAD_BYTES
              + ")");
    }
    if (closing) {
      throw new IllegalStateException("spool is closed");
    }
    Optional<Timestamp> due =
        result.hasScheduledAt() ? Optional.of(result.getScheduledAt()) : Optional.empty();
    CompletableFuture<RecordId> written = new CompletableFuture<>();
    queue.put(new Waiting(Optional.of(new Entry(payload, due)), written));
    return written;
  }

  /**
   * Sets what is called, from the writing thread, whenever records have become durable. It must not
   * block.
   */
  public void onDurable(Runnable listener) {
    onDurable = listener;
  }

  /** What a heartbeat says of the spool: the current incarnation, and the bytes of all. */
  public SpoolState state() {
    return state;
  }

  /**
   * A reader that begins with the oldest record that is not acknowledged. The one before must be
   * closed.
   */
  public SpoolReader openReader() {
    return new SpoolReader(this, new SpoolCursor(logs));
  }

  private void writeGroups() {
    while (true) {
      List<Waiting> group = nextGroup();
      if (!group.isEmpty()) {
        write(group);
      } else if (closing) {
        return;
      } else {
        tick();
      }
    }
  }

  private void tick() {
    try {
      locked(() -> {
        logs.tick();
        return true;
      });
    } catch (IOException e) {
      log.atWarn().setCause(e).log("spool not tidied");
    }
  }

  /**
   * Waits for a first record and then a little for others; nothing after a second without, or at
   * the end.
   */
  private List<Waiting> nextGroup() {
    List<Waiting> group = new ArrayList<>();
    try {
      Waiting first = closing ? queue.poll() : queue.poll(TICK.toNanos(), TimeUnit.NANOSECONDS);
      long end = clock.nanos() + GROUP_DELAY.toNanos();
      for (Waiting next = first; next != null; ) {
        if (next.entry.isPresent()) {
          group.add(next);
        }
        if (group.size() >= GROUP_RECORDS) {
          break;
        }
        next = closing ? queue.poll() : queue.poll(end - clock.nanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      log.atWarn().log("spool writer interrupted; going on"); // nobody has a reason to
    }
    return group;
  }

  private void write(List<Waiting> group) {
    try {
      RecordId first =
          locked(() ->
              logs.append(group.stream().map(waiting -> waiting.entry.orElseThrow()).toList()));
      for (int i = 0; i < group.size(); i++) {
        group.get(i).written.complete(new RecordId(first.incarnation(), first.seq() + i));
      }
    } catch (IOException e) {
      SpoolLossException loss = new SpoolLossException("result lost: " + e.getMessage(), e);
      group.forEach(waiting -> waiting.written.completeExceptionally(loss));
    }
    onDurable.run();
  }

  /** Runs an operation on the logs, alone. */
  <T> T locked(Operation<T> operation) throws IOException {
    lock.lock();
    try {
      return operation.run();
    } finally {
      state = logs.state();
      lock.unlock();
    }
  }

  interface Operation<T> {
    T run() throws IOException;
  }

  /** Writes what is waiting, notes how far the server has come, and closes the files. */
  @Override
  public void close() throws IOException {
    closing = true;
    boolean woken = queue.offer(new Waiting(Optional.empty(), new CompletableFuture<>()));
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the spool was written; woken: " + woken, e);
    }
    locked(() -> {
      logs.close();
      return true;
    });
  }
}
