package dev.foureyes.control.system;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.proto.control.v1.Component;
import dev.foureyes.proto.control.v1.ComponentState;
import dev.foureyes.proto.control.v1.SystemStatus;
import io.grpc.Channel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the installation every few seconds, and says so when something has changed. */
public final class SystemMonitor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SystemMonitor.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** At start, parts need a moment; until then nothing is called down. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final SystemProbe probe;
  private final String version;
  private final InstantSource clock;
  private final Consumer<SystemStatus> onChange;
  private final long startedAtMillis;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("system-monitor").daemon().unstarted(this::run);
  private volatile SystemStatus status;

  /**
   * A monitor that does not look yet.
   *
   * @param version of the product
   * @param store a channel to the process that owns the result store
   * @param onChange told of every status with another state or message than the one before
   */
  public SystemMonitor(
      Admin admin,
      Channel store,
      String version,
      InstantSource clock,
      Consumer<SystemStatus> onChange) {
    this.probe = new SystemProbe(admin, store);
    this.version = version;
    this.clock = clock;
    this.onChange = onChange;
    this.startedAtMillis = clock.millis();
    this.status = SystemStatus.newBuilder().setVersion(version).setAt(now()).build();
  }

  public void start() {
    thread.start();
  }

  /** As of the last look. */
  public SystemStatus status() {
    return status;
  }

  private Timestamp now() {
    return Timestamps.fromMillis(clock.millis());
  }

  private void run() {
    try {
      do {
        try {
          update(probe.look());
        } catch (RuntimeException e) {
          log.atWarn().setCause(e).log("cannot look at the installation");
        }
      } while (!stopping.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void update(Observation seen) {
    SystemStatus before = status;
    SystemStatus.Builder after = SystemStatus.newBuilder().setVersion(version).setAt(now());
    boolean changed = false;
    boolean starting = clock.millis() - startedAtMillis < GRACE.toMillis();
    for (Component component : ComponentStates.judge(seen)) {
      if (starting
          && component.getState() == ComponentState.COMPONENT_STATE_DOWN
          && seen.eventLogError().isEmpty()) {
        component =
            component.toBuilder()
                .setState(ComponentState.COMPONENT_STATE_DEGRADED)
                .setMessage(component.getName() + " is starting.")
                .build();
      }
      Optional<Component> known = find(before.getComponentsList(), component.getName());
      boolean same = known.isPresent() && known.get().getState() == component.getState();
      after.addComponents(component.toBuilder().setSince(same ? known.get().getSince() : now()));
      if (!same || !known.get().getMessage().equals(component.getMessage())) {
        changed = true;
        log.atInfo()
            .addKeyValue("component", component.getName())
            .addKeyValue("state", component.getState())
            .addKeyValue("detail", component.getMessage())
            .log("component changed");
      }
    }
    status = after.build();
    if (changed) {
      onChange.accept(status);
    }
  }

  private static Optional<Component> find(List<Component> components, String name) {
    return components.stream().filter(component -> component.getName().equals(name)).findFirst();
  }

  @Override
  public void close() {
    stopping.countDown();
    thread.interrupt();
  }
}
