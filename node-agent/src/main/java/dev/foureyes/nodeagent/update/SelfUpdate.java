package dev.foureyes.nodeagent.update;

import dev.foureyes.nodeagent.log.LogThrottle;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.UpdateOffer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates of a running node: proves the version that has just been started, takes offers, and ends
 * the process when another version is to be started. Does nothing at all where updates are off.
 */
public final class SelfUpdate implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SelfUpdate.class);
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);
  private static final Duration OFFER_INTERVAL = Duration.ofMinutes(5);

  private final UpdateSettings settings;
  private final Updates updates;
  private final NodeClock clock;
  private final LogThrottle throttle;
  private final CompletableFuture<UpdateEnd> ended = new CompletableFuture<>();
  private final Optional<SoftwareTree> tree;
  private final Optional<Trial> trial;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("update").daemon().factory());
  private final AtomicBoolean isBusy = new AtomicBoolean();
  private volatile Optional<Long> lastOfferNanos = Optional.empty();

  /**
   * @param updates what installs
   */
  public SelfUpdate(UpdateSettings settings, Updates updates, NodeClock clock) {
    this.settings = settings;
    this.updates = updates;
    this.clock = clock;
    this.throttle = new LogThrottle(clock.ticker());
    this.tree = settings.tree().map(SoftwareTree::new);
    this.trial = tree.map(each -> new Trial(each, SoftwareVersion.parse(settings.trial()), ended));
  }

  /** Begins the time in which this version has to connect. */
  public void start() {
    trial.ifPresent(each -> {
      var _ =
          thread.schedule(
              each::timeIsUp, settings.connectWithin().toMillis(), TimeUnit.MILLISECONDS);
      var _ =
          thread.scheduleWithFixedDelay(
              this::look,
              LOOK_INTERVAL.toMillis(),
              LOOK_INTERVAL.toMillis(),
              TimeUnit.MILLISECONDS);
    });
  }

  /** Completes when this process is to end, so that its launcher starts what is right. */
  public CompletableFuture<UpdateEnd> ended() {
    return ended;
  }

  /** The server has accepted this node's stream and has sent its assignments. */
  public void accepted() {
    trial.ifPresent(each -> thread.execute(each::accepted));
  }

  /** Whether another version was installed, by this process or by a command. */
  private void look() {
    try {
      if (tree.isPresent() && updates.isReplaced(tree.get())) {
        ended.complete(UpdateEnd.INSTALLED);
      }
    } catch (IOException e) {
      log.atWarn().setCause(e).log("state of updates not readable");
    }
  }

  /** Takes a hint where an update may be. Returns at once; what comes of it is logged. */
  public void offered(UpdateOffer offer) {
    long now = clock.nanos();
    boolean isTooSoon =
        lastOfferNanos.isPresent() && now - lastOfferNanos.get() < OFFER_INTERVAL.toNanos();
    if (settings.tree().isEmpty() || isTooSoon || !isBusy.compareAndSet(false, true)) {
      String reason = settings.tree().isEmpty() ? "updates are off" : "too soon after another";
      throttle.log(
          reason,
          events ->
              log.atInfo()
                  .addKeyValue("reason", reason)
                  .addKeyValue("offers", events)
                  .log("update offer passed over"));
      return;
    }
    lastOfferNanos = Optional.of(now);
    Thread.ofPlatform().name("update-install").daemon().start(() -> take(offer.getManifestUrl()));
  }

  private void take(String url) {
    try {
      String version = updates.installFromWeb(url);
      log.atInfo().addKeyValue("version", version).log("offered update installed");
    } catch (UpdateRefusedException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("offered update refused");
    } catch (IOException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("offered update not fetched");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      isBusy.set(false);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
