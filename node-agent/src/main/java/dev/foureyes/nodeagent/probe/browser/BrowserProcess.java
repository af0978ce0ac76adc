package dev.foureyes.nodeagent.probe.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only program that a node starts. Its command line is made of this version's flags and of what
 * the node's owner has said; nothing that a server sends is part of it.
 *
 * <p>It is driven over its standard input and output, so that it ends by itself when the node is
 * killed: its pipe is closed then.
 */
final class BrowserProcess {

  private static final Logger log = LoggerFactory.getLogger(BrowserProcess.class);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(3);
  private static final Duration KILL_INTERVAL = Duration.ofMillis(20);
  private static final int MAX_SAID = 4_096;

  private final Process process;
  private final ProcessTree tree;
  private final Profile profile;
  private final StringBuilder said = new StringBuilder();

  private BrowserProcess(Process process, Profile profile) {
    this.process = process;
    this.tree = new ProcessTree(process.pid());
    this.profile = profile;
  }

  static BrowserProcess start(Chromium chromium, Profile profile, boolean sandbox)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Flags.command(chromium, profile.directory(), sandbox))
            .directory(profile.directory().getRoot().toFile());
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear(); // the node's own may hold tokens
    environment.putAll(
        Map.of(
            "PATH",
            path,
            "LANG",
            "C.UTF-8",
            "HOME",
            profile.directory().toString(),
            "TMPDIR",
            profile.directory().toString()));
    BrowserProcess started = new BrowserProcess(builder.start(), profile);
    Thread.ofPlatform().daemon().name("browser-stderr").start(started::listen);
    return started;
  }

  private void listen() {
    byte[] chunk = new byte[MAX_SAID];
    try (InputStream errors = process.getErrorStream()) {
      for (int read = errors.read(chunk); read >= 0; read = errors.read(chunk)) {
        synchronized (said) {
          said.append(new String(chunk, 0, read, StandardCharsets.ISO_8859_1));
          said.delete(0, Math.max(0, said.length() - MAX_SAID));
        }
      }
    } catch (IOException e) {
      // it was killed
    }
  }

  /** The last of what it wrote for people. */
  String said() {
    synchronized (said) {
      return said.toString();
    }
  }

  InputStream output() {
    return process.getInputStream();
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  ProcessTree tree() {
    return tree;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Kills it with all that it has started, and removes what it wrote. Takes three seconds at most.
   */
  void destroy() throws InterruptedException {
    long end = System.nanoTime() + KILL_LIMIT.toNanos();
    process.destroyForcibly();
    tree.kill();
    while (!tree.processes().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(KILL_INTERVAL);
      tree.kill();
    }
    boolean isGone = process.waitFor(KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (!isGone || !tree.processes().isEmpty()) {
      log.atWarn()
          .addKeyValue("processes", tree.processes())
          .log("processes of a browser are not to be killed");
    }
    try {
      profile.remove();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("profile of a browser not removed; the next start does it");
    }
  }
}
