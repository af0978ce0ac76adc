package dev.foureyes.nodeagent.log;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/** How a line of the log looks. */
public enum LogFormat {
  /** {@code 2026-11-01T12:00:00.000Z INFO Uplink: connected server=gateway:9443}. */
  TEXT {
    @Override
    String format(LogLine line) {
      StringBuilder text =
          new StringBuilder(time(line.time()))
              .append(' ')
              .append(line.level())
              .append(' ')
              .append(line.shortLogger())
              .append(": ")
              .append(visible(line.message()));
      for (KeyValuePair pair : line.pairs()) {
        text.append(' ').append(pair.key).append('=').append(quoted(String.valueOf(pair.value)));
      }
      line.cause().ifPresent(cause -> text.append(" cause=").append(quoted(cause.toString())));
      if (line.level() == Level.ERROR) {
        line.cause()
            .ifPresent(cause -> text.append('\n').append(stackTrace(cause).stripTrailing()));
      }
      return text.toString();
    }
  },
  /** One JSON object a line: time, level, logger, message, the pairs under "data", cause, stack. */
  JSON {
    @Override
    String format(LogLine line) {
      JsonObject json = new JsonObject();
      json.addProperty("time", time(line.time()));
      json.addProperty("level", line.level().toString());
      json.addProperty("logger", line.logger());
      json.addProperty("message", line.message());
      if (!line.pairs().isEmpty()) {
        JsonObject data = new JsonObject();
        for (KeyValuePair pair : line.pairs()) {
          if (pair.value instanceof Number number) {
            data.addProperty(pair.key, number);
          } else {
            data.addProperty(pair.key, String.valueOf(pair.value));
          }
        }
        json.add("data", data);
      }
      line.cause()
          .ifPresent(cause -> {
            json.addProperty("cause", cause.toString());
            json.addProperty("stack", stackTrace(cause));
          });
      return json.toString();
    }
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** The event without a line end; a stack trace may take more lines in text. */
  abstract String format(LogLine line);

  private static String time(Instant instant) {
    return TIME.format(instant);
  }

  private static String quoted(String value) {
    String visible = visible(value);
    boolean plain =
        !visible.isEmpty() && visible.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=');
    return plain ? visible : '"' + visible.replace("\"", "\\\"") + '"';
  }

  /**
   * A text that may come from outside, on one line and without control characters, so that it
   * cannot forge a line.
   */
  private static String visible(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    text.chars()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            visible.append(String.format("\\u%04x", c));
          } else {
            visible.append((char) c);
          }
        });
    return visible.toString();
  }

  private static String stackTrace(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
