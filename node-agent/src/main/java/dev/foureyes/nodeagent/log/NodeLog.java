package dev.foureyes.nodeagent.log;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.event.Level;

/** Where the agent's log goes. */
public final class NodeLog {

  private static final String OWN_LOGGERS = "dev.foureyes.";

  /** dnsjava's DNSSEC logs every bad signature of a peer as an error; the test's result has it. */
  private static final String VALIDATOR = "org.xbill.DNS.dnssec.";

  private static volatile LogFormat format = LogFormat.TEXT;
  private static volatile PrintStream out =
      new PrintStream(System.err, true, StandardCharsets.UTF_8);

  private NodeLog() {}

  /**
   * Makes this the program's log. To be called before any logger is made.
   *
   * @param format how a line looks
   * @param out where lines go
   */
  public static void start(LogFormat format, PrintStream out) {
    System.setProperty("slf4j.provider", NodeLogProvider.class.getName());
    System.setProperty(
        "slf4j.internal.verbosity", "WARN"); // or SLF4J greets in a format of its own
    NodeLog.format = format;
    NodeLog.out = out;
    Logger root = Logger.getLogger("");
    Arrays.asList(root.getHandlers()).forEach(root::removeHandler);
    root.addHandler(new FromJul());
    root.setLevel(java.util.logging.Level.WARNING);
  }

  /** Our own classes are heard from INFO, libraries from WARN. */
  static boolean isOn(String logger, Level level) {
    if (logger.startsWith(VALIDATOR)) {
      return false;
    }
    Level least = logger.startsWith(OWN_LOGGERS) ? Level.INFO : Level.WARN;
    return level.toInt() >= least.toInt();
  }

  static void write(LogLine line) {
    out.println(format.format(line));
  }

  /** What libraries log through java.util.logging. */
  private static final class FromJul extends Handler {

    @Override
    public void publish(LogRecord event) {
      Level level =
          event.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue()
              ? Level.ERROR
              : Level.WARN;
      String logger = event.getLoggerName() == null ? "" : event.getLoggerName();
      if (event.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue()) {
        String message = new java.util.logging.SimpleFormatter().formatMessage(event);
        write(
            new LogLine(
                event.getInstant(),
                level,
                logger,
                message,
                List.of(),
                Optional.ofNullable(event.getThrown())));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
