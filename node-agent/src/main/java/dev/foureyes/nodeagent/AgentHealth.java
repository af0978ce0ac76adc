package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.schedule.ProbeScheduler;
import dev.foureyes.proto.node.v1.NodeHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a heartbeat says of the node. */
final class AgentHealth implements Supplier<NodeHealth> {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final long BYTES_PER_KB = 1024;
  private static final double NANOS_PER_SECOND = 1e9;

  private final ProbeScheduler scheduler;

  AgentHealth(ProbeScheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public NodeHealth get() {
    NodeHealth.Builder health =
        NodeHealth.newBuilder()
            .setTestsAssigned(scheduler.assigned())
            .setTestsRunning(scheduler.running())
            .setResultsTotal(scheduler.results())
            .setRssBytes(residentBytes())
            .setCpuS(cpuSeconds());
    scheduler.takeLatenessP99().ifPresent(health::setLatenessP99Ms);
    return health.build();
  }

  /** Resident memory; 0 where the operating system does not say. */
  private static long residentBytes() {
    try {
      Matcher matcher = RESIDENT.matcher(Files.readString(STATUS));
      return matcher.find() ? Long.parseLong(matcher.group(1)) * BYTES_PER_KB : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static double cpuSeconds() {
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return cpu.toNanos() / NANOS_PER_SECOND;
  }
}
