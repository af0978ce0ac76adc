package dev.foureyes.nodeagent.peers.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A link between two devices that delays and loses packets, for kernels without netem. Each packet
 * waits for itself: with jitter they may overtake each other.
 */
public final class EmulatedLink implements AutoCloseable {

  private static final int POLL_MS = 100;
  private static final long LONGEST_PARK = 50_000_000;

  /**
   * What the link does to packets of one direction.
   *
   * @param delay that every packet has
   * @param jitter added to it, evenly from zero to this
   * @param lossRatio part of the packets that are lost, 0 to 1
   */
  public record Quality(Duration delay, Duration jitter, double lossRatio) {

    /** Neither loss nor jitter. */
    public static Quality delaying(Duration delay) {
      return new Quality(delay, Duration.ZERO, 0);
    }
  }

  private record Packet(long dueNanos, int number, ByteBuffer bytes) {}

  private final Tun left;
  private final Tun right;
  private final List<Thread> threads;
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger carried = new AtomicInteger();
  private final Direction there;
  private final Direction back;
  private volatile boolean isClosed;

  private EmulatedLink(Tun left, Tun right, Quality quality) {
    this.left = left;
    this.right = right;
    there = new Direction(left, right, 1, quality);
    back = new Direction(right, left, 2, quality);
    threads =
        List.of(
            start("there", there::read),
            start("there", there::deliver),
            start("back", back::read),
            start("back", back::deliver));
  }

  /** Makes two devices with these names and joins them; they are moved and set up by the caller. */
  public static EmulatedLink between(String left, String right, Quality quality)
      throws IOException {
    Tun one = Tun.open(left);
    try {
      return new EmulatedLink(one, Tun.open(right), quality);
    } catch (IOException e) {
      one.close();
      throw e;
    }
  }

  private static Thread start(String name, Runnable body) {
    return Thread.ofPlatform().daemon().name("link " + name).start(body);
  }

  private final class Direction {

    private final Tun from;
    private final Tun to;
    private final Random random;
    private final PriorityBlockingQueue<Packet> queue =
        new PriorityBlockingQueue<>(
            64, Comparator.comparingLong(Packet::dueNanos).thenComparingInt(Packet::number));
    private volatile Optional<Thread> deliverer = Optional.empty();
    private volatile Quality quality;

    Direction(Tun from, Tun to, long seed, Quality quality) {
      this.from = from;
      this.to = to;
      this.random = new Random(seed); // the same packets are lost in each run
      this.quality = quality;
    }

    void read() {
      int number = 0;
      while (!isClosed) {
        Optional<ByteBuffer> packet = from.read(POLL_MS);
        if (packet.isEmpty()) {
          continue;
        }
        Quality now = quality;
        if (random.nextDouble() < now.lossRatio) {
          lost.incrementAndGet();
          continue;
        }
        carried.incrementAndGet();
        long jitter = (long) (now.jitter.toNanos() * random.nextDouble());
        queue.add(
            new Packet(System.nanoTime() + now.delay.toNanos() + jitter, number++, packet.get()));
        deliverer.ifPresent(LockSupport::unpark);
      }
    }

    void deliver() {
      deliverer = Optional.of(Thread.currentThread());
      while (!isClosed) {
        Packet next = queue.peek();
        long wait = next == null ? LONGEST_PARK : next.dueNanos - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(this, Math.min(wait, LONGEST_PARK));
        } else if (queue.remove(next)) {
          to.write(next.bytes);
        }
      }
    }
  }

  /** Changes what happens to packets from now on. */
  public void quality(Quality changed) {
    quality(changed, changed);
  }

  /**
   * The same, for each direction.
   *
   * @param leftToRight of packets that leave through the device that was named first
   */
  public void quality(Quality leftToRight, Quality rightToLeft) {
    there.quality = leftToRight;
    back.quality = rightToLeft;
  }

  /** Packets that were lost, in both directions. */
  public int lost() {
    return lost.get();
  }

  /** Packets that were not. */
  public int carried() {
    return carried.get();
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      for (Thread thread : threads) {
        thread.join(); // each looks every 100 ms
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return; // rather open files than one that another thread still reads
    }
    left.close();
    right.close();
  }
}
