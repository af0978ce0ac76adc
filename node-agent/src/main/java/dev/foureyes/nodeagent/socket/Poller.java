package dev.foureyes.nodeagent.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.foureyes.nodeagent.time.Ticker;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for all sockets in one platform thread, for a blocking native call would hold a carrier of
 * virtual threads. The thread runs while there are sockets, and a little longer.
 */
public final class Poller {

  private static final Logger log = LoggerFactory.getLogger(Poller.class);
  private static final int LINGER_MS = 10_000;
  private static final int IN = 0x1;
  private static final int OUT = 0x4;
  private static final int ENTRY_BYTES = 8; // struct pollfd: fd, events, revents
  private static final int EVENTS_AT = 4;
  private static final int RETURNED_AT = 6;

  /** Messages read from one socket before the others have their turn. */
  private static final int MOST_AT_ONCE = 64;

  private final Ticker ticker;
  private final Object lock = new Object();
  private final List<Watch> added = new ArrayList<>();
  private final List<Watch> removed = new ArrayList<>();
  private OptionalInt wakeUp = OptionalInt.empty(); // present while the thread runs

  public Poller(Ticker ticker) {
    this.ticker = ticker;
  }

  private static final class Watch {
    final NativeSocket socket;
    final SocketListener listener;
    final CountDownLatch gone = new CountDownLatch(1);
    boolean isDone; // of the poller's thread
    boolean isUnwatched; // under the lock

    Watch(NativeSocket socket, SocketListener listener) {
      this.socket = socket;
      this.listener = listener;
    }
  }

  /** Ends the watch and closes the socket; after it the listener is told nothing more. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins to read a socket.
   *
   * @throws ErrnoException when there are too many open files; the socket is closed then
   */
  public Registration watch(NativeSocket socket, SocketListener listener) throws ErrnoException {
    Watch watch = new Watch(socket, listener);
    synchronized (lock) {
      if (wakeUp.isEmpty()) {
        try {
          wakeUp = OptionalInt.of(Libc.event());
        } catch (ErrnoException e) {
          socket.close();
          throw e;
        }
        int event = wakeUp.getAsInt();
        Thread.ofPlatform().daemon().name("socket-poller").start(() -> run(event));
      }
      added.add(watch);
      wake();
    }
    return () -> unwatch(watch);
  }

  private void unwatch(Watch watch) {
    synchronized (lock) {
      if (!watch.isUnwatched) {
        watch.isUnwatched = true;
        removed.add(watch);
        wake();
      }
    }
    try {
      watch.gone.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the poller closes it all the same
    }
  }

  private void wake() {
    try {
      Libc.raise(wakeUp.orElseThrow());
    } catch (ErrnoException e) {
      throw new IllegalStateException(e); // it is open, and its counter far from its end
    }
  }

  private void run(int event) {
    List<Watch> watches = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      Reader reader = new Reader(arena, ticker);
      Entries entries = new Entries();
      boolean wasIdle = false;
      while (update(watches, wasIdle, event)) {
        entries.fill(event, watches);
        int ready = poll(entries, watches.isEmpty() ? LINGER_MS : -1);
        wasIdle = ready == 0;
        if (entries.returned(0) != 0) {
          lower(event);
        }
        for (int i = 0; i < watches.size(); i++) {
          if (entries.returned(i + 1) != 0) {
            drain(watches.get(i), reader);
          }
        }
      }
    }
  }

  /** False when the thread is not needed any more. */
  private boolean update(List<Watch> watches, boolean wasIdle, int event) {
    List<Watch> ended;
    synchronized (lock) {
      watches.addAll(added);
      added.clear();
      ended = List.copyOf(removed);
      removed.clear();
      watches.removeAll(ended);
      if (watches.isEmpty() && wasIdle) {
        wakeUp = OptionalInt.empty();
        closeEvent(event);
        return false;
      }
    }
    for (Watch watch : ended) {
      watch.socket.close();
      watch.gone.countDown();
    }
    return true;
  }

  private static void closeEvent(int event) {
    try {
      Libc.close(event);
    } catch (ErrnoException e) {
      log.atWarn().setCause(e).log("wake-up of the socket poller not closed");
    }
  }

  private static int poll(Entries entries, int timeoutMs) {
    try {
      return Libc.poll(entries.memory, entries.count, timeoutMs);
    } catch (ErrnoException e) {
      return -1; // a signal; entries say nothing then
    }
  }

  private static void lower(int event) {
    try {
      Libc.lower(event);
    } catch (ErrnoException e) {
      // already lowered
    }
  }

  private static void drain(Watch watch, Reader reader) {
    try {
      readAll(watch, reader, true);
      if (watch.socket.kind() == NativeSocket.Kind.TCP) {
        int error = watch.socket.pendingError();
        watch.isDone = true;
        watch.listener.connected(
            error == 0, Errno.of(error) == Errno.CONNECTION_REFUSED, reader.nanos());
      } else {
        readAll(watch, reader, false);
      }
    } catch (ErrnoException | RuntimeException e) {
      watch.isDone = true; // rather silent than a loop
      log.atWarn().setCause(e).log("socket not read any more");
    }
  }

  private static void readAll(Watch watch, Reader reader, boolean fromErrorQueue) {
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      try {
        Arrival arrival = reader.read(watch.socket, fromErrorQueue);
        if (!fromErrorQueue || arrival.report().isPresent()) { // else this machine's own, no packet
          watch.listener.arrived(arrival);
        }
      } catch (ErrnoException e) {
        if (e.errno() == Errno.TRY_AGAIN) {
          return;
        }
        // an error that was pending; it is in the error queue too
      }
    }
  }

  /** The array that poll(2) takes: first the wake-up, then the sockets. */
  private static final class Entries {

    private MemorySegment memory = MemorySegment.NULL;
    private int count;

    void fill(int event, List<Watch> watches) {
      count = watches.size() + 1;
      if (memory.byteSize() < (long) count * ENTRY_BYTES) {
        memory = Arena.ofAuto().allocate((count + 16L) * ENTRY_BYTES, Long.BYTES);
      }
      put(0, event, IN);
      for (int i = 0; i < watches.size(); i++) {
        Watch watch = watches.get(i);
        boolean isTcp = watch.socket.kind() == NativeSocket.Kind.TCP;
        put(i + 1, watch.isDone ? -1 : watch.socket.fd(), isTcp ? OUT : IN);
      }
    }

    private void put(int index, int fd, int events) {
      long at = (long) index * ENTRY_BYTES;
      memory.set(JAVA_INT, at, fd);
      memory.set(JAVA_SHORT, at + EVENTS_AT, (short) events);
      memory.set(JAVA_SHORT, at + RETURNED_AT, (short) 0);
    }

    int returned(int index) {
      return memory.get(JAVA_SHORT, (long) index * ENTRY_BYTES + RETURNED_AT);
    }
  }
}
