package dev.foureyes.server;

import dev.foureyes.broker.BrokerSettings;
import dev.foureyes.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;

/**
 * Starts a process of the server: {@code all}, or one role. Further arguments are settings, {@code
 * --foureyes.gateway.port=4443}.
 */
public final class Main {

  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    Optional<Role> role = args.length == 0 ? Optional.empty() : Role.of(args[0]);
    if (role.isEmpty()) {
      String roles = Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "));
      String given = args.length == 0 ? "missing" : "\"" + args[0] + "\"";
      System.err.println("role: " + given + " (expected: one of " + roles + ")");
      System.exit(USAGE);
      return;
    }
    String[] settings = Arrays.copyOfRange(args, 1, args.length);
    if (role.get() == Role.BROKER) {
      runBroker(settings);
      return;
    }
    List<Class<?>> sources = new ArrayList<>();
    sources.add(ServerModule.class);
    sources.addAll(role.get().wiring());
    SpringApplication application = new SpringApplication(sources.toArray(Class<?>[]::new));
    application.setBannerMode(Banner.Mode.OFF);
    application.setDefaultProperties(
        Map.of("foureyes.role", role.get().word(), "foureyes.version", version()));
    EmbeddedBroker.endProcessInOrderOnFaults();
    application.run(settings);
  }

  /** As the build wrote it into the jar; "development" where there is no jar. */
  private static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private static void runBroker(String[] settings) throws InterruptedException {
    Path directory = Path.of(setting(settings, "data-directory", "data/broker"));
    int port = Integer.parseInt(setting(settings, "port", "4442"));
    EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(directory, "127.0.0.1", port));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  broker.close();
                  stopped.countDown();
                }));
    stopped.await();
  }

  private static String setting(String[] settings, String name, String otherwise) {
    String prefix = "--foureyes.broker." + name + "=";
    return Arrays.stream(settings)
        .filter(setting -> setting.startsWith(prefix))
        .map(setting -> setting.substring(prefix.length()))
        .findFirst()
        .orElse(otherwise);
  }
}
