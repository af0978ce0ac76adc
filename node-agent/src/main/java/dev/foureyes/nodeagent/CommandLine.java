package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.cli.Commands;
import dev.foureyes.nodeagent.cli.Suggestion;
import dev.foureyes.nodeagent.cli.Task;
import dev.foureyes.nodeagent.cli.UsageException;
import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.log.LogFormat;
import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.browser.BrowserSettings;
import dev.foureyes.nodeagent.probe.name.OriginZone;
import dev.foureyes.nodeagent.spool.SpoolLimits;
import dev.foureyes.nodeagent.update.UpdateSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the command line and the environment. */
final class CommandLine {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})|(?:(\\d{1,9})([kmg]))");
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})([smhd])");

  private static final List<String> OTHER_COMMANDS = List.of("run", "version", "help");

  private final Map<Option, String> values = new EnumMap<>(Option.class);

  /** What the user wants. */
  sealed interface Command {}

  record Run(AgentSettings settings, TokenSource token, LogFormat logFormat) implements Command {}

  record Version() implements Command {}

  /** What {@code --help} says of the command that was named. */
  record Help(String text) implements Command {}

  /** A command that does one thing and ends. */
  record Once(Task task) implements Command {}

  /** Where an enrolment token comes from, if one is needed. */
  sealed interface TokenSource {}

  record NoToken() implements TokenSource {}

  /** A token as it was given; looked at only when it is needed. */
  record GivenToken(String text) implements TokenSource {}

  /** A file that may not be there yet. */
  record TokenFile(Path file) implements TokenSource {}

  /** An option of {@code run}; each is also an environment variable. */
  private enum Option {
    SERVER("--server", "HOST:PORT", "where the gateway listens; required"),
    TOKEN("--token", "TOKEN", "enrolment token; not needed once the node is enrolled"),
    TOKEN_FILE(
        "--token-file", "FILE", "file with the token; waited for when it does not exist yet"),
    DATA_DIR("--data-dir", "DIR", "where the node keeps its identity and its results; required"),
    NAME("--name", "NAME", "what the node would like to be called; default: the host's name"),
    PUBLIC_ADDRESS(
        "--public-address",
        "IP",
        "where other nodes reach this one; default: the address that the server sees"),
    SPOOL_MAX_BYTES(
        "--spool-max-bytes",
        "SIZE",
        "results kept while the server is away, for example 512m; default 512m"),
    SPOOL_MAX_AGE(
        "--spool-max-age", "TIME", "and how long, for example 72h (s, m, h, d); default 72h"),
    ALLOW_TARGETS(
        "--allow-targets",
        "RANGES",
        "addresses that probes may send to, for example 10.0.0.0/8,2001:db8::/32; default all"),
    DENY_TARGETS(
        "--deny-targets", "RANGES", "addresses that they may not, whatever else is allowed"),
    REFERENCE_TARGETS(
        "--reference-targets",
        "HOST:PORT,...",
        "what the node reaches whenever it reaches anything, by TCP: when a path fails and none of them answers, the fault is the node's; default the server; none to never ask"),
    ASN_ZONE(
        "--asn-zone",
        "DOMAIN|off",
        "zone of DNS that says which autonomous systems the hops of a path belong to; whoever runs it sees which addresses are asked for; default "
            + OriginZone.DEFAULT),
    BROWSER("--browser", "on|off", "page and transaction tests in Chromium; default off"),
    CHROMIUM("--chromium", "FILE", "the browser; default: where systems keep it"),
    BROWSER_USER(
        "--browser-user", "USER", "who Chromium runs as when the node is root; default nobody"),
    BROWSER_RUNS("--browser-runs", "N", "page tests at once, 1 to 16; default 1"),
    BROWSER_MEMORY("--browser-memory", "SIZE", "what each may use, at least 128m; default 768m"),
    BROWSER_SANDBOX(
        "--browser-sandbox",
        "on|off",
        "off gives up what keeps a hostile page from this machine; default on"),
    LOG_FORMAT("--log-format", "text|json", "how log lines look; default text");

    private final String flag;
    private final String value;
    private final String description;

    Option(String flag, String value, String description) {
      this.flag = flag;
      this.value = value;
      this.description = description;
    }

    private String variable() {
      return "FOUREYES_NODE_" + name();
    }
  }

  private CommandLine() {}

  /**
   * What these arguments ask for. The command line goes before the environment.
   *
   * @param hostName the machine's name, which is the node's unless it is given another
   */
  static Command parse(List<String> arguments, Map<String, String> environment, String hostName)
      throws UsageException {
    if (arguments.isEmpty()) {
      throw new UsageException(
          "command: none (expected: "
              + Commands.names("run")
              + "; `foureyes-node --help` says more)");
    }
    List<String> rest = arguments.subList(1, arguments.size());
    return switch (arguments.getFirst()) {
      case "version", "--version" -> new Version();
      case "--help", "-h" -> new Help(help());
      case "help" ->
          rest.isEmpty()
              ? new Help(help())
              : parse(
                  Stream.concat(rest.stream(), Stream.of("--help")).toList(),
                  environment,
                  hostName);
      case "run" ->
          rest.contains("--help") || rest.contains("-h")
              ? new Help(helpOfRun())
              : new CommandLine().run(rest, environment, hostName);
      default -> new Once(Commands.parse(arguments, environment, OTHER_COMMANDS));
    };
  }

  private Run run(List<String> arguments, Map<String, String> environment, String hostName)
      throws UsageException {
    readEnvironment(environment);
    read(arguments);
    SpoolLimits limits =
        new SpoolLimits(
            converted(Option.SPOOL_MAX_BYTES, CommandLine::size)
                .orElse(SpoolLimits.DEFAULT.maxBytes()),
            converted(Option.SPOOL_MAX_AGE, CommandLine::time)
                .orElse(SpoolLimits.DEFAULT.maxAge()));
    ServerAddress server = required(Option.SERVER, ServerAddress::parse);
    AgentSettings settings =
        new AgentSettings(
            server,
            required(Option.DATA_DIR, Path::of).toAbsolutePath().normalize(),
            hostName,
            Optional.ofNullable(values.get(Option.NAME)).orElse(hostName),
            limits,
            UpdateSettings.of(environment),
            targets(),
            converted(Option.REFERENCE_TARGETS, CommandLine::references).orElse(List.of(server)),
            converted(Option.PUBLIC_ADDRESS, CommandLine::address).orElse(""),
            browser(),
            asnZone());
    LogFormat format = converted(Option.LOG_FORMAT, CommandLine::format).orElse(LogFormat.TEXT);
    return new Run(settings, token(), format);
  }

  /** The browser of a test that is run once: whoever runs it has allowed it. */
  static BrowserSettings browserOfOneRun(Map<String, String> environment) throws UsageException {
    CommandLine line = new CommandLine();
    line.readEnvironment(environment);
    return line.browser().on();
  }

  /** The zone of a path that is traced once. */
  static Optional<OriginZone> asnZoneOfOneRun(Map<String, String> environment)
      throws UsageException {
    CommandLine line = new CommandLine();
    line.readEnvironment(environment);
    return line.asnZone();
  }

  private Optional<OriginZone> asnZone() throws UsageException {
    return converted(Option.ASN_ZONE, CommandLine::zone).orElse(AgentSettings.DEFAULT_ASN_ZONE);
  }

  private static Optional<OriginZone> zone(String text) {
    return text.equals("off") ? Optional.empty() : Optional.of(OriginZone.of(text));
  }

  private BrowserSettings browser() throws UsageException {
    BrowserSettings usual = BrowserSettings.OFF;
    String user = values.getOrDefault(Option.BROWSER_USER, usual.user());
    boolean isAllowed = converted(Option.BROWSER, CommandLine::isOn).orElse(false);
    boolean hasSandbox = converted(Option.BROWSER_SANDBOX, CommandLine::isOn).orElse(true);
    int runs = converted(Option.BROWSER_RUNS, CommandLine::runs).orElse(usual.places());
    long memory =
        converted(Option.BROWSER_MEMORY, CommandLine::bytes).orElse(usual.maxMemoryBytes());
    try {
      return new BrowserSettings(
          isAllowed,
          converted(Option.CHROMIUM, text -> Path.of(text).toAbsolutePath()),
          user,
          hasSandbox,
          runs,
          memory);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static Boolean isOn(String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException(text + " (expected: on or off)");
    };
  }

  private static Integer runs(String text) {
    if (!text.matches("\\d{1,2}")) {
      throw new IllegalArgumentException(text + " (expected: 1 to 16)");
    }
    return Integer.valueOf(text);
  }

  private void readEnvironment(Map<String, String> environment) {
    for (Option option : Option.values()) {
      String value = environment.get(option.variable());
      if (value != null && !value.isBlank()) {
        values.put(option, value);
      }
    }
  }

  private void read(List<String> arguments) throws UsageException {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String flag =
          argument.startsWith("--") && equals > 0 ? argument.substring(0, equals) : argument;
      Option option =
          Arrays.stream(Option.values())
              .filter(each -> each.flag.equals(flag))
              .findFirst()
              .orElseThrow(() ->
                  new UsageException(
                      "option: "
                          + flag
                          + " (expected: one of those in `foureyes-node run --help`"
                          + Suggestion.among(
                              Arrays.stream(Option.values()).map(each -> each.flag).toList(), flag)
                          + ")"));
      if (equals > 0) {
        values.put(option, argument.substring(equals + 1));
      } else if (i + 1 < arguments.size()) {
        values.put(option, arguments.get(++i));
      } else {
        throw new UsageException(option.flag + ": no value (expected: " + option.value + ")");
      }
    }
  }

  private TargetPolicy targets() throws UsageException {
    TargetPolicy policy =
        converted(Option.ALLOW_TARGETS, TargetPolicy.DEFAULT::allowing)
            .orElse(TargetPolicy.DEFAULT);
    return converted(Option.DENY_TARGETS, policy::denying).orElse(policy);
  }

  private TokenSource token() throws UsageException {
    if (values.containsKey(Option.TOKEN) && values.containsKey(Option.TOKEN_FILE)) {
      throw new UsageException("--token and --token-file: both given (expected: one of them)");
    }
    Optional<TokenSource> given = converted(Option.TOKEN, GivenToken::new);
    Optional<TokenSource> file = converted(Option.TOKEN_FILE, text -> new TokenFile(Path.of(text)));
    return given.or(() -> file).orElse(new NoToken());
  }

  private <T> T required(Option option, Function<String, T> conversion) throws UsageException {
    return converted(option, conversion)
        .orElseThrow(() ->
            new UsageException(
                option.flag
                    + ": not given (expected: "
                    + option.value
                    + ", here or as "
                    + option.variable()
                    + ")"));
  }

  private <T> Optional<T> converted(Option option, Function<String, ? extends T> conversion)
      throws UsageException {
    String value = values.get(option);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(conversion.apply(value));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new UsageException(
          message.startsWith(option.flag + ":") ? message : option.flag + ": " + message);
    }
  }

  private static String address(String text) {
    try {
      return AddressText.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          text + " (expected: an IP address, for example 192.0.2.7 or 2001:db8::7)", e);
    }
  }

  private static Long size(String text) {
    return new SpoolLimits(bytes(text), SpoolLimits.DEFAULT.maxAge()).maxBytes();
  }

  private static Long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text + " (expected: bytes, for example 536870912 or 512m)");
    }
    return matcher.group(1) != null
        ? Long.parseLong(matcher.group(1))
        : Long.parseLong(matcher.group(2)) << shift(matcher.group(3));
  }

  private static int shift(String unit) {
    return switch (unit) {
      case "k" -> 10;
      case "m" -> 20;
      default -> 30;
    };
  }

  private static Duration time(String text) {
    Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text + " (expected: a number with s, m, h or d, for example 72h)");
    }
    long number = Long.parseLong(matcher.group(1));
    Duration time =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return new SpoolLimits(SpoolLimits.DEFAULT.maxBytes(), time).maxAge();
  }

  private static List<ServerAddress> references(String text) {
    return text.equals("none")
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(ServerAddress::parse).toList();
  }

  private static LogFormat format(String text) {
    return switch (text) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default -> throw new IllegalArgumentException(text + " (expected: text or json)");
    };
  }

  /** What {@code --help} says. */
  static String help() {
    return """
    foureyes-node measures from where it stands: once, for whoever asks, or as a node of a
    FourEyes server.

    """
        + Commands.overview()
        + Commands.overviewLine("run OPTION...", "be a node of a server, until stopped")
        + "\n"
        + Commands.overviewLine("version", "")
        + """


        `foureyes-node COMMAND --help` says more.

        Exit codes: 0 passed, 1 failed, 2 wrong usage, 3 refused by the server for good,
        4 refused by the node: an address that FourEyes never connects to.
        """;
  }

  private static String helpOfRun() {
    StringBuilder help =
        new StringBuilder(
            """
            foureyes-node run OPTION...

            Runs the tests that a FourEyes server gives this node, keeps what they find on disk,
            and sends it to the server, until it is stopped.

            Options, each also an environment variable:
            """);
    for (Option option : Option.values()) {
      help.append(
          String.format("  %-28s %s%n", option.flag + " " + option.value, option.description));
      help.append(String.format("  %-28s %s%n", "", option.variable()));
    }
    return help.append(
            """

            Exit codes: 0 stopped by a signal, 1 cannot run here, 2 wrong usage, 3 refused by the server for good.
            """)
        .toString();
  }
}
