package dev.foureyes.nodeagent.probe.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foureyes.nodeagent.peers.SocketTable;
import dev.foureyes.nodeagent.probe.browser.BrowserRun.Outcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser leaves behind, and what becomes of a run when it ends. */
class BrowserLifeIT {

  @TempDir private Path work;

  private PageSite site = newSite();

  private static PageSite newSite() {
    try {
      return new PageSite();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void startSite() {
    site.close();
    site = newSite().page("/", "<p>fine</p>");
  }

  @AfterEach
  void endSite() {
    site.close();
  }

  private static long onlyBrowser() {
    await().until(() -> BrowserRun.browsers().size() == 1);
    return BrowserRun.browsers().getFirst();
  }

  private static CompletableFuture<Outcome> inBackground(BrowserRun browser, String url) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return browser.page(url);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void killedInTheMiddleOfARunAndFineInTheNext() throws Exception {
    try (BrowserRun browser = BrowserRun.in(work, Secrets.NONE)) {
      site.on("/hanging", site.silence());
      CompletableFuture<Outcome> running = inBackground(browser, site.url("/hanging"));
      await().until(() -> site.requests().contains("GET /hanging"));
      long first = onlyBrowser();
      assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();
      running
          .get(5, TimeUnit.SECONDS)
          .failed(Fault.FAULT_INTERNAL, ErrorPhase.ERROR_PHASE_UNSPECIFIED, "the browser is gone");
      browser.page(site.url("/")).passed();
      assertThat(onlyBrowser()).isNotEqualTo(first);
      await().untilAsserted(() -> assertThat(new ProcessTree(first).processes()).isEmpty());
    }
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void memoryWithoutEnd() throws Exception {
    BrowserSettings small =
        new BrowserSettings(true, Optional.empty(), "nobody", true, 1, 500L << 20);
    try (BrowserRun browser = BrowserRun.in(work, Secrets.NONE, small)) {
      site.page(
          "/hungry",
          "<script>const all = []; setInterval(() => all.push(new Uint8Array(2e7).fill(7)), 20)</script>"
              + "<img src='/hanging'>");
      site.on("/hanging", site.silence());
      browser
          .page(site.url("/hungry"))
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_RECEIVE,
              "MiB of memory (expected: at most 500 MiB, this node's limit)");
      browser.page(site.url("/")).passed();
    }
  }

  @Test
  void nothingListensAndTheSandboxIsOn() throws Exception {
    try (BrowserRun browser = BrowserRun.in(work, Secrets.NONE)) {
      site.page("/hanging", "<p>here</p><img src='/image'>").on("/image", site.silence());
      CompletableFuture<Outcome> running = inBackground(browser, site.url("/hanging"));
      await().until(() -> site.requests().contains("GET /image"));
      long pid = onlyBrowser();
      List<Long> tree = new ProcessTree(pid).processes();
      assertThat(tree).hasSizeGreaterThan(3);
      for (long process : tree) {
        assertThat(SocketTable.listening(process)).noneMatch(line -> line.startsWith("tcp"));
        assertThat(BrowserRun.commandLine(process))
            .doesNotContain("no-sandbox ", "--remote-debugging-port");
      }
      // Renderers are in a namespace of processes of their own, without rights, behind a filter.
      long renderer =
          tree.stream()
              .filter(each -> BrowserRun.commandLine(each).contains("--type=renderer"))
              .findFirst()
              .orElseThrow();
      List<String> status = Files.readAllLines(Path.of("/proc/" + renderer + "/status"));
      assertThat(status).anyMatch(line -> line.matches("NSpid:\\s+\\d+\\s+\\d+.*"));
      assertThat(status).contains("Seccomp:\t2", "NoNewPrivs:\t1");
      assertThat(status).noneMatch(line -> line.matches("Uid:\\s+0\\s.*"));
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      var _ = running.get(5, TimeUnit.SECONDS);
    }
    assertThat(BrowserRun.browsers()).isEmpty();
  }

  @Test
  void oneBrowserForManyRunsAndNoneAfterThem() throws Exception {
    try (BrowserRun browser = BrowserRun.in(work, Secrets.NONE)) {
      browser.page(site.url("/")).passed();
      long first = onlyBrowser();
      browser.page(site.url("/")).passed();
      assertThat(onlyBrowser()).isEqualTo(first);
    }
    assertThat(BrowserRun.browsers()).isEmpty();
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void theOneBrowserIsBusy() throws Exception {
    try (BrowserRun browser = BrowserRun.in(work, Secrets.NONE)) {
      site.on("/hanging", site.silence());
      CompletableFuture<Outcome> other = inBackground(browser, site.url("/hanging"));
      await().until(() -> site.requests().contains("GET /hanging"));
      browser
          .page(PageProbe.newBuilder().setUrl(site.url("/")), Duration.ofSeconds(1))
          .failed(
              Fault.FAULT_NODE_LOCAL,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "other tests had the node's browser all the time");
      var _ = other.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aNodeThatIsKilledLeavesNoBrowser() throws Exception {
    Process node =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Doomed.class.getName(),
                work.toString(),
                site.url("/"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = node.inputReader(UTF_8)) {
      assertThat(out.readLine()).isEqualTo("loaded");
      long pid =
          node.children()
              .filter(
                  each -> BrowserRun.commandLine(each.pid()).contains("--remote-debugging-pipe"))
              .findFirst()
              .orElseThrow()
              .pid();
      ProcessTree tree = new ProcessTree(pid);
      assertThat(tree.processes()).isNotEmpty();
      assertThat(node.destroyForcibly().waitFor(5, TimeUnit.SECONDS)).isTrue();
      await().untilAsserted(() -> assertThat(tree.processes()).isEmpty());
    }
    List<Path> profiles = profiles();
    assertThat(profiles).as("its profile is still there").hasSize(1);
    try (BrowserRun next = BrowserRun.in(work, Secrets.NONE)) {
      assertThat(profiles).as("the next start removes it").noneMatch(Files::exists);
      next.page(site.url("/")).passed();
    }
  }

  private List<Path> profiles() throws IOException {
    try (Stream<Path> notes = Files.list(work)) {
      return notes
          .filter(each -> each.toString().endsWith(".note"))
          .map(BrowserLifeIT::content)
          .toList();
    }
  }

  private static Path content(Path note) {
    try {
      return Path.of(Files.readString(note));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A node that waits to be killed. */
  static final class Doomed {

    public static void main(String[] arguments) throws Exception {
      BrowserProbes probes =
          BrowserProbes.of(
              BrowserSettings.OFF.on(),
              new HostLookup(SystemResolvers.ofThisMachine()),
              Secrets.NONE,
              Path.of(arguments[0]));
      var probe = probes.create(PageProbe.newBuilder().setUrl(arguments[1]).build());
      var _ = probe.run(Deadline.after(Duration.ofSeconds(20), NodeClock.system().ticker()));
      System.out.println("loaded");
      Thread.sleep(Duration.ofMinutes(2));
    }
  }

  @Test
  void whereThereIsNoneEveryResultSaysSo() throws Exception {
    BrowserSettings none =
        new BrowserSettings(
            true, Optional.of(work.resolve("chromium")), "nobody", true, 1, 500L << 20);
    try (BrowserRun browser = BrowserRun.in(work, Secrets.NONE, none)) {
      browser
          .page(site.url("/"))
          .failed(
              Fault.FAULT_NODE_LOCAL,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              work.resolve("chromium") + " is not a program that can be started");
    }
    try (BrowserRun browser = BrowserRun.in(work, Secrets.NONE, BrowserSettings.OFF)) {
      browser
          .page(site.url("/"))
          .failed(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "this node runs no page tests, for its owner has not allowed it a browser");
    }
  }

  @Test
  void aProgramThatIsNoBrowser() throws Exception {
    Path program = work.resolve("chromium");
    Files.writeString(program, "#!/bin/sh\necho 'no display' >&2\nexit 1\n");
    Files.setPosixFilePermissions(
        program, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        work, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    BrowserSettings wrong =
        new BrowserSettings(true, Optional.of(program), "nobody", true, 1, 500L << 20);
    BrowserProbes probes =
        BrowserProbes.of(
            wrong,
            new HostLookup(SystemResolvers.ofThisMachine()),
            Secrets.NONE,
            work.resolve("browser"));
    BrowserProbes tried = probes.tried(NodeClock.system());
    assertThat(tried.isReady()).isFalse();
    assertThat(tried.reason()).startsWith("Chromium does not start");
    assertThat(work.resolve("browser")).isEmptyDirectory();
  }
}
