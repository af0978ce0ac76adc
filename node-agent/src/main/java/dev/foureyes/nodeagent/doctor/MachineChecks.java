package dev.foureyes.nodeagent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Java, the clock, open files and the disk. */
final class MachineChecks {

  private static final int NEEDED_JAVA = 25;
  private static final long ENOUGH_FILES = 4096;
  private static final long FEWEST_FILES = 256;
  private static final long ENOUGH_BYTES = 1L << 30;
  private static final long FEWEST_BYTES = 64L << 20;
  private static final double MEBI = 1 << 20;
  private static final String CLOCK_ADVICE =
      "run systemd-timesyncd or chrony, and check with `timedatectl`; times of results are this clock's";

  private final Machine machine;

  MachineChecks(Machine machine) {
    this.machine = machine;
  }

  static Finding java(Runtime.Version version, String vendor, String platform) {
    String found = version + ", " + vendor + ", " + platform;
    return (version.feature() >= NEEDED_JAVA
            ? Finding.ok("Java", found)
            : Finding.no("Java", found, "install JDK " + NEEDED_JAVA + " or later"))
        .asNeeded();
  }

  /** Asks nobody: only what the usual programs leave in files. */
  Finding clock() {
    if (machine.exists("run/systemd/timesync/synchronized")) {
      return Finding.ok("clock", "synchronised by systemd-timesyncd");
    }
    for (String daemon : List.of("chrony", "ntpd", "openntpd")) {
      if (machine.exists("run/" + daemon)
          || machine.exists("run/" + daemon + ".pid")
          || machine.exists("run/" + daemon + ".sock")) {
        return Finding.limited(
            "clock", daemon + " runs; whether it is in step is not to be read", CLOCK_ADVICE);
      }
    }
    return Finding.limited(
        "clock", "not known to be synchronised (a container has its host's clock)", CLOCK_ADVICE);
  }

  Finding openFiles() {
    String advice = "LimitNOFILE=65536 in the systemd unit, or `ulimit -n 65536` before the start";
    List<String> limits = machine.row("proc/self/limits", "Max open files").orElse(List.of());
    if (limits.isEmpty()) {
      return Finding.limited("open files", "limit not known on this system", advice);
    }
    String soft = limits.getFirst();
    if (!soft.matches("\\d{1,18}") || Long.parseLong(soft) >= ENOUGH_FILES) {
      return Finding.ok("open files", soft);
    }
    String found = soft + " (expected: at least " + ENOUGH_FILES + ")";
    return Long.parseLong(soft) >= FEWEST_FILES
        ? Finding.limited("open files", found, advice)
        : Finding.no("open files", found, advice).asNeeded();
  }

  /** A directory that does not exist yet is judged by the nearest above it that does. */
  static Finding dataDirectory(Path directory) {
    String subject = "data directory";
    Optional<Path> existing = nearest(directory.toAbsolutePath().normalize());
    if (existing.isEmpty() || !Files.isDirectory(existing.get())) {
      return Finding.no(
              subject, directory + " is not a directory", "choose another with --data-dir")
          .asNeeded();
    }
    if (!Files.isWritable(existing.get())) {
      return Finding.no(
              subject,
              existing.get() + " cannot be written by this user",
              "chown it to the node's user, or choose another with --data-dir")
          .asNeeded();
    }
    try {
      long free = Files.getFileStore(existing.get()).getUsableSpace();
      String found =
          directory
              + (existing.get().equals(directory.toAbsolutePath().normalize())
                  ? ""
                  : " (to be made)")
              + ", "
              + size(free)
              + " free";
      if (free >= ENOUGH_BYTES) {
        return Finding.ok(subject, found).asNeeded();
      }
      String advice = "free some, or keep less while the server is away: --spool-max-bytes";
      return (free >= FEWEST_BYTES
              ? Finding.limited(subject, found, advice)
              : Finding.no(subject, found, advice))
          .asNeeded();
    } catch (IOException e) {
      return Finding.limited(
          subject, directory + ", free space not known: " + e.getMessage(), "check with `df`");
    }
  }

  private static Optional<Path> nearest(Path directory) {
    Path each = directory;
    while (each != null && !Files.exists(each)) {
      each = each.getParent();
    }
    return Optional.ofNullable(each);
  }

  private static String size(long bytes) {
    return bytes >= ENOUGH_BYTES
        ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) ENOUGH_BYTES)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
  }
}
