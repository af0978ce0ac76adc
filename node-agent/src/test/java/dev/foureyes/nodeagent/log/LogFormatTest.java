package dev.foureyes.nodeagent.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.foureyes.nodeagent.time.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

@Isolated("the log is the process's")
class LogFormatTest {

  private static LogLine line(
      Level level, String message, Optional<Throwable> cause, KeyValuePair... pairs) {
    return new LogLine(
        Instant.parse("2026-11-01T12:00:00.007Z"),
        level,
        "dev.foureyes.x.Uplink",
        message,
        List.of(pairs),
        cause);
  }

  @Test
  void textIsOneLineWithPairs() {
    assertThat(
            LogFormat.TEXT.format(
                line(
                    Level.INFO,
                    "connected",
                    Optional.empty(),
                    new KeyValuePair("server", "gw:1"),
                    new KeyValuePair("why", "two \"words\""),
                    new KeyValuePair("none", ""))))
        .isEqualTo(
            "2026-11-01T12:00:00.007Z INFO Uplink: connected server=gw:1 why=\"two \\\"words\\\"\" none=\"\"");
  }

  @Test
  void whatComesFromOutsideCannotForgeALine() {
    String text =
        LogFormat.TEXT.format(
            line(
                Level.WARN,
                "m",
                Optional.empty(),
                new KeyValuePair("peer", "a\n2026 ERROR x: forged\u001b[31m")));
    assertThat(text).hasLineCount(1).doesNotContain("\u001b").contains("a\\u000a2026 ERROR");
  }

  @Test
  void stackTraceIsShownForErrorsOnly() {
    IOException cause = new IOException("broken");
    assertThat(LogFormat.TEXT.format(line(Level.WARN, "m", Optional.of(cause))))
        .endsWith("m cause=\"java.io.IOException: broken\"");
    assertThat(LogFormat.TEXT.format(line(Level.ERROR, "m", Optional.of(cause))))
        .contains("\n\tat ");
  }

  @Test
  void jsonKeepsPairsApart() {
    String text =
        LogFormat.JSON.format(
            line(
                Level.WARN,
                "dropped",
                Optional.of(new IOException("broken")),
                new KeyValuePair("results", 7),
                new KeyValuePair("reason", "x\ny")));
    assertThat(text).hasLineCount(1);
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    assertThat(json.get("time").getAsString()).isEqualTo("2026-11-01T12:00:00.007Z");
    assertThat(json.get("level").getAsString()).isEqualTo("WARN");
    assertThat(json.get("logger").getAsString()).isEqualTo("dev.foureyes.x.Uplink");
    assertThat(json.get("message").getAsString()).isEqualTo("dropped");
    assertThat(json.getAsJsonObject("data").get("results").getAsInt()).isEqualTo(7);
    assertThat(json.getAsJsonObject("data").get("reason").getAsString()).isEqualTo("x\ny");
    assertThat(json.get("cause").getAsString()).isEqualTo("java.io.IOException: broken");
  }

  @Test
  void ownClassesAreHeardFromInfoAndLibrariesFromWarn() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NodeLog.start(LogFormat.TEXT, new PrintStream(out, true, UTF_8));
    LoggerFactory.getLogger("dev.foureyes.Own").atInfo().addKeyValue("k", "v").log("own info");
    LoggerFactory.getLogger("dev.foureyes.Own").debug("own debug");
    LoggerFactory.getLogger("org.xbill.DNS.X").info("library info");
    LoggerFactory.getLogger("org.xbill.DNS.X").warn("library warn {}", 1);
    Logger.getLogger("io.grpc.Y").info("jul info");
    Logger.getLogger("io.grpc.Y").warning("jul warn");
    assertThat(out.toString(UTF_8).lines().map(each -> each.substring(25)))
        .containsExactly("INFO Own: own info k=v", "WARN X: library warn 1", "WARN Y: jul warn");
  }

  @AfterEach
  void restore() {
    NodeLog.start(LogFormat.TEXT, System.err);
  }

  @Test
  void throttleLetsOneOfAKindThroughAMinuteAndCounts() {
    ManualClock time = new ManualClock(Instant.EPOCH);
    LogThrottle throttle = new LogThrottle(time);
    List<Long> logged = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      throttle.log("a", logged::add);
    }
    throttle.log("b", logged::add);
    time.advance(Duration.ofMinutes(1));
    throttle.log("a", logged::add);
    assertThat(logged).containsExactly(1L, 1L, 5L);
  }
}
