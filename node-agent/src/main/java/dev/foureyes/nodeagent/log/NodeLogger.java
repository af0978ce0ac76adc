package dev.foureyes.nodeagent.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** A logger that keeps the key-value pairs of an event apart from its message. */
final class NodeLogger extends LegacyAbstractLogger implements LoggingEventAware {

  NodeLogger(String name) {
    this.name = name;
  }

  @Override
  public void log(LoggingEvent event) {
    if (NodeLog.isOn(name, event.getLevel())) {
      NodeLog.write(
          new LogLine(
              Instant.now(),
              event.getLevel(),
              name,
              MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray()),
              event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs(),
              Optional.ofNullable(event.getThrowable())));
    }
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable throwable) {
    NodeLog.write(
        new LogLine(
            Instant.now(),
            level,
            name,
            MessageFormatter.basicArrayFormat(message, arguments),
            List.of(),
            Optional.ofNullable(throwable)));
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return NodeLog.isOn(name, Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return NodeLog.isOn(name, Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return NodeLog.isOn(name, Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return NodeLog.isOn(name, Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return NodeLog.isOn(name, Level.ERROR);
  }
}
