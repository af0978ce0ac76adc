package dev.foureyes.gateway.results;

import dev.foureyes.topics.EventLog;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the event log every few seconds whether it is there, so that people and load balancers learn
 * that this gateway takes no results even while no node sends any.
 */
public final class LogWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LogWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final Admin admin;
  private volatile String problem = "";

  /**
   * A watch that begins at once.
   *
   * @param timer for asking; the answers come on a thread of the client
   */
  public LogWatch(EventLog eventLog, ScheduledExecutorService timer) {
    this.admin = eventLog.admin("foureyes-gateway-watch");
    var _ =
        timer.scheduleWithFixedDelay(
            this::ask, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void ask() {
    int timeoutMs = Math.toIntExact(PERIOD.toMillis());
    var _ =
        admin
            .describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMs))
            .nodes()
            .whenComplete((_, failure) -> answered(failure == null));
  }

  private void answered(boolean isThere) {
    if (isThere != problem.isEmpty()) {
      log.atInfo().addKeyValue("answers", isThere).log("event log changed");
    }
    problem =
        isThere
            ? ""
            : "the event log (Kafka) does not answer; nodes keep their results on disk until it does";
  }

  /** What is wrong, for people; empty when the log answers. */
  public String problem() {
    return problem;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
