package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.cli.Task;
import dev.foureyes.nodeagent.cli.Terminal;
import dev.foureyes.nodeagent.cli.UsageException;
import dev.foureyes.nodeagent.disk.LocalDisk;
import dev.foureyes.nodeagent.gateway.Refusal;
import dev.foureyes.nodeagent.identity.EnrolmentToken;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import dev.foureyes.nodeagent.identity.RefusedException;
import dev.foureyes.nodeagent.log.LogFormat;
import dev.foureyes.nodeagent.log.NodeLog;
import dev.foureyes.nodeagent.secret.SecretStore;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.update.UpdateEnd;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code foureyes-node}; {@code --help} says how to use it. */
public final class Main {

  private static final int OK = 0;
  private static final int CANNOT_RUN = 1;
  private static final int WRONG_USAGE = 2;
  private static final int REFUSED = 3;

  private static final String DATA_DIR_VARIABLE = "FOUREYES_NODE_DATA_DIR";
  private static final Duration TOKEN_FILE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final CommandLine.Run run;
  private final Logger log;

  private Main(CommandLine.Run run) {
    this.run = run;
    NodeLog.start(run.logFormat(), System.err);
    this.log = LoggerFactory.getLogger(Main.class);
    NativeCryptography.install()
        .ifPresent(reason ->
            log.atInfo()
                .addKeyValue("reason", reason)
                .log("cryptography is the JDK's own, which costs several times as much"));
  }

  public static void main(String[] arguments) {
    NodeLog.start(LogFormat.TEXT, System.err); // what reads the arguments may have a logger
    try {
      switch (CommandLine.parse(List.of(arguments), System.getenv(), AgentVersion.hostName())) {
        case CommandLine.Help help -> print(System.out, help.text());
        case CommandLine.Version version ->
            print(
                System.out,
                "foureyes-node " + AgentVersion.version() + " " + AgentVersion.platform() + "\n");
        case CommandLine.Run run -> new Main(run).run();
        case CommandLine.Once once -> System.exit(runOnce(once.task()));
      }
    } catch (UsageException e) {
      print(System.err, "foureyes-node: " + e.getMessage() + "\n");
      System.exit(WRONG_USAGE);
    }
  }

  private static int runOnce(Task task) throws UsageException {
    var _ = NativeCryptography.install();
    try {
      return task.run(
          LocalBench.ofThisMachine(
              secrets(),
              CommandLine.browserOfOneRun(System.getenv()),
              CommandLine.asnZoneOfOneRun(System.getenv())),
          Terminal.ofThisProcess(System.getenv()));
    } catch (InterruptedException e) {
      return CANNOT_RUN; // nobody interrupts the main thread
    }
  }

  /** Those of the node whose data directory the environment names. */
  private static Secrets secrets() {
    String directory = System.getenv(DATA_DIR_VARIABLE);
    return directory == null || directory.isBlank()
        ? Secrets.NONE
        : new SecretStore(new LocalDisk(), Path.of(directory));
  }

  private static void print(PrintStream out, String text) {
    PrintStream utf8 = new PrintStream(out, true, StandardCharsets.UTF_8);
    utf8.print(text);
    utf8.flush();
  }

  private void run() {
    AtomicInteger exitCode = new AtomicInteger(OK);
    Agent agent;
    try {
      agent = new Agent(run.settings());
    } catch (IOException e) {
      log.atError().addKeyValue("reason", e.getMessage()).log("cannot run");
      System.exit(CANNOT_RUN);
      return;
    }
    Thread stopper = Thread.ofPlatform().name("stop").unstarted(() -> stop(agent, exitCode));
    Runtime.getRuntime().addShutdownHook(stopper);
    try {
      log.atInfo()
          .addKeyValue("version", AgentVersion.version())
          .addKeyValue("server", run.settings().server())
          .addKeyValue("data_dir", run.settings().dataDirectory())
          .log("agent starts");
      Optional<NodeIdentity> known = agent.identity();
      NodeIdentity identity = known.isPresent() ? known.get() : agent.enrol(token());
      CompletableFuture<Refusal> refused = agent.start(identity);
      switch (CompletableFuture.anyOf(refused, agent.replaced()).get()) {
        case UpdateEnd end -> {
          log.atInfo().addKeyValue("reason", end).log("agent ends for an update");
          exitCode.set(end.exitCode());
        }
        default -> {
          Refusal refusal = refused.get();
          log.atError().addKeyValue("refusal", refusal).log(refusal.advice());
          exitCode.set(REFUSED);
        }
      }
    } catch (RefusedException e) {
      log.atError().addKeyValue("refusal", e.refusal()).log(e.refusal().advice());
      exitCode.set(REFUSED);
    } catch (UsageException e) {
      log.atError().addKeyValue("reason", e.getMessage()).log("wrong usage");
      exitCode.set(WRONG_USAGE);
    } catch (IOException | ExecutionException e) {
      log.atError().addKeyValue("reason", e.getMessage()).log("cannot run");
      exitCode.set(CANNOT_RUN);
    } catch (InterruptedException e) {
      exitCode.set(CANNOT_RUN); // nobody interrupts the main thread
    }
    System.exit(exitCode.get());
  }

  /** The token to enrol with; waits for its file. */
  private EnrolmentToken token() throws UsageException, IOException, InterruptedException {
    return switch (run.token()) {
      case CommandLine.GivenToken given -> parsed("--token", given.text());
      case CommandLine.NoToken none ->
          throw new UsageException(
              "--token: not given, and this node is not enrolled (expected: --token TOKEN or --token-file FILE)");
      case CommandLine.TokenFile source -> fromFile(source.file());
    };
  }

  private EnrolmentToken fromFile(Path file)
      throws UsageException, IOException, InterruptedException {
    boolean isLogged = false;
    while (true) {
      String text = read(file);
      if (!text.isBlank()) {
        return parsed("--token-file: " + file, text);
      }
      if (!isLogged) {
        log.atInfo().addKeyValue("file", file).log("waiting for the enrolment token");
        isLogged = true;
      }
      Thread.sleep(TOKEN_FILE_INTERVAL);
    }
  }

  private static EnrolmentToken parsed(String source, String text) throws UsageException {
    try {
      return EnrolmentToken.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(source + ": " + e.getMessage());
    }
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /**
   * Runs when a signal or the program itself ends the process; makes sure that it does end, with
   * the right code.
   */
  private void stop(Agent agent, AtomicInteger exitCode) {
    Thread closing =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                agent.close();
              } catch (IOException | RuntimeException e) {
                log.atWarn().setCause(e).log("not stopped in order; what is on disk is safe");
              }
            });
    try {
      if (!closing.join(STOP_LIMIT)) {
        log.atWarn().log("not stopped in time; what is on disk is safe");
      }
    } catch (InterruptedException e) {
      // the process ends anyway
    }
    Runtime.getRuntime().halt(exitCode.get());
  }
}
