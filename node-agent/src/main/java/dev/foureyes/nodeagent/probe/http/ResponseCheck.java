package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.json.JsonPath;
import dev.foureyes.nodeagent.probe.json.JsonValues;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.probe.text.TextCheck;
import dev.foureyes.proto.common.v1.HttpAssertion;
import dev.foureyes.proto.common.v1.HttpHeaderAssertion;
import dev.foureyes.proto.common.v1.HttpJsonAssertion;
import dev.foureyes.proto.common.v1.HttpSizeAssertion;
import dev.foureyes.proto.common.v1.HttpTimeAssertion;
import dev.foureyes.proto.common.v1.HttpTiming;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResultOrBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** One assertion, checked. */
sealed interface ResponseCheck {

  int MAX_ACTUAL = 256;

  /**
   * What was found.
   *
   * @param actual the value, cut; empty when there is none
   * @param sentence what is wrong; empty when it passed
   */
  record Finding(boolean passed, String actual, String sentence) {

    private static Finding of(boolean passed, String what, List<String> values, String expected) {
      String actual = values.isEmpty() ? "" : ShownText.cut(values.getFirst(), MAX_ACTUAL);
      String found = values.isEmpty() ? "not there" : ShownText.quoted(actual);
      return new Finding(
          passed, actual, passed ? "" : what + " is " + found + " (expected: " + expected + ")");
    }
  }

  /**
   * Looks.
   *
   * @throws TimeoutException when the time is over
   */
  Finding look(ResponseContent response, HttpResultOrBuilder result, BooleanSupplier isOver)
      throws TimeoutException;

  default boolean needsBody() {
    return false;
  }

  /** Whose fault it is when it fails. */
  default Fault fault() {
    return Fault.FAULT_TARGET;
  }

  /** Where the run failed then. */
  default ErrorPhase phase() {
    return ErrorPhase.ERROR_PHASE_CONTENT;
  }

  static ResponseCheck of(String field, HttpAssertion assertion) throws InvalidProbeException {
    return switch (assertion.getAssertionCase()) {
      case HEADER -> Header.of(field + ".header", assertion.getHeader());
      case BODY -> new Body(TextCheck.of(field + ".body", assertion.getBody()));
      case JSON -> Json.of(field + ".json", assertion.getJson());
      case BODY_BYTES -> Size.of(field + ".body_bytes", assertion.getBodyBytes());
      case TIME -> Time.of(field + ".time", assertion.getTime());
      case ASSERTION_NOT_SET ->
          throw new InvalidProbeException(
              field
                  + ": one that this version of the agent does not know (expected: header, body,"
                  + " json, body_bytes or time)");
    };
  }

  /** Of the values of a header. */
  record Header(String name, TextCheck check) implements ResponseCheck {

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

    private static Header of(String field, HttpHeaderAssertion config)
        throws InvalidProbeException {
      if (!NAME.matcher(config.getName()).matches()) {
        throw new InvalidProbeException(
            field
                + ".name: "
                + ShownText.quoted(config.getName())
                + " (expected: a header name, RFC 9110)");
      }
      return new Header(
          config.getName(), TextCheck.of(field + ".condition", config.getCondition()));
    }

    @Override
    public Finding look(
        ResponseContent response, HttpResultOrBuilder result, BooleanSupplier isOver)
        throws TimeoutException {
      List<String> values = response.headers(name);
      return Finding.of(check.passes(values, isOver), "header " + name, values, check.expected());
    }
  }

  /** Of the body. */
  record Body(TextCheck check) implements ResponseCheck {

    @Override
    public Finding look(
        ResponseContent response, HttpResultOrBuilder result, BooleanSupplier isOver)
        throws TimeoutException {
      List<String> texts = response.text().isEmpty() ? List.of() : List.of(response.text());
      List<String> looked = texts.isEmpty() && !check.isOfAll() ? List.of("") : texts;
      boolean isEmptyButWanted = texts.isEmpty() && check.expected().equals("anything");
      return Finding.of(
          !isEmptyButWanted && check.passes(looked, isOver), "the body", texts, check.expected());
    }

    @Override
    public boolean needsBody() {
      return true;
    }
  }

  /** Of the values at a path. */
  record Json(String text, JsonPath path, TextCheck check) implements ResponseCheck {

    private static Json of(String field, HttpJsonAssertion config) throws InvalidProbeException {
      try {
        return new Json(
            config.getPath(),
            JsonPath.parse(config.getPath()),
            TextCheck.of(field + ".condition", config.getCondition()));
      } catch (IllegalArgumentException e) {
        throw new InvalidProbeException(
            field
                + ".path: "
                + ShownText.quoted(config.getPath())
                + ": "
                + e.getMessage()
                + " (expected: "
                + JsonPath.EXPECTED
                + ")");
      }
    }

    @Override
    public Finding look(
        ResponseContent response, HttpResultOrBuilder result, BooleanSupplier isOver)
        throws TimeoutException {
      try {
        List<String> values = JsonValues.at(path, response.text(), isOver);
        return Finding.of(check.passes(values, isOver), text, values, check.expected());
      } catch (IOException e) {
        String why =
            result.getBodyTruncated() || result.getBodyBytes() > ResponseContent.MAX_BYTES
                ? "was not read to its end"
                : "is not JSON: " + e.getMessage();
        return new Finding(
            false, "", "the body " + why + " (expected: " + text + ": " + check.expected() + ")");
      }
    }

    @Override
    public boolean needsBody() {
      return true;
    }
  }

  /** Of the body's size. */
  record Size(long min, long max) implements ResponseCheck {

    private static Size of(String field, HttpSizeAssertion config) throws InvalidProbeException {
      long min = Integer.toUnsignedLong(config.getMin());
      long max = config.hasMax() ? Integer.toUnsignedLong(config.getMax()) : Long.MAX_VALUE;
      if (min > max || (!config.hasMin() && !config.hasMax())) {
        throw new InvalidProbeException(
            field
                + ": "
                + (config.hasMax() ? min + " to " + max : "neither min nor max")
                + " (expected: min or max, in that order)");
      }
      return new Size(min, max);
    }

    @Override
    public Finding look(
        ResponseContent response, HttpResultOrBuilder result, BooleanSupplier isOver) {
      long bytes = Integer.toUnsignedLong(result.getBodyBytes());
      String range = max == Long.MAX_VALUE ? "at least " + min : min + " to " + max;
      return new Finding(
          bytes >= min && (result.getBodyTruncated() ? max == Long.MAX_VALUE : bytes <= max),
          String.valueOf(bytes),
          "the body has "
              + bytes
              + " bytes"
              + (result.getBodyTruncated() ? " or more" : "")
              + " (expected: "
              + range
              + ")");
    }
  }

  /** Of a time. */
  record Time(HttpTiming timing, double maxMs) implements ResponseCheck {

    private static final double LONGEST_MS = 600_000;

    private static Time of(String field, HttpTimeAssertion config) throws InvalidProbeException {
      if (config.getTiming() == HttpTiming.UNRECOGNIZED) {
        throw new InvalidProbeException(
            field
                + ".timing: "
                + config.getTimingValue()
                + " (expected: one that this version of the agent knows)");
      }
      double max = config.getMaxMs();
      if (!(max > 0 && max <= LONGEST_MS)) {
        throw new InvalidProbeException(
            field + ".max_ms: " + max + " (expected: more than 0, at most 600000)");
      }
      return new Time(config.getTiming(), max);
    }

    /** A slow handshake of TCP is one of the way there. */
    @Override
    public Fault fault() {
      return timing == HttpTiming.HTTP_TIMING_CONNECT ? Fault.FAULT_PATH : Fault.FAULT_TARGET;
    }

    @Override
    public ErrorPhase phase() {
      return switch (timing) {
        case HTTP_TIMING_DNS -> ErrorPhase.ERROR_PHASE_DNS;
        case HTTP_TIMING_CONNECT -> ErrorPhase.ERROR_PHASE_CONNECT;
        case HTTP_TIMING_TLS -> ErrorPhase.ERROR_PHASE_TLS;
        case HTTP_TIMING_SEND -> ErrorPhase.ERROR_PHASE_SEND;
        case HTTP_TIMING_RECEIVE -> ErrorPhase.ERROR_PHASE_RECEIVE;
        case HTTP_TIMING_WAIT, HTTP_TIMING_RESPONSE, HTTP_TIMING_UNSPECIFIED, UNRECOGNIZED ->
            ErrorPhase.ERROR_PHASE_WAIT;
      };
    }

    /** A time that there was not, as TLS's of http, is not too long. */
    @Override
    public Finding look(
        ResponseContent response, HttpResultOrBuilder result, BooleanSupplier isOver) {
      OptionalDouble ms = ms(result);
      String name =
          timing == HttpTiming.HTTP_TIMING_UNSPECIFIED
              ? "total_ms"
              : timing.name().substring("HTTP_TIMING_".length()).toLowerCase(Locale.ROOT) + "_ms";
      String actual = ms.isPresent() ? String.format(Locale.ROOT, "%.3f", ms.getAsDouble()) : "";
      return new Finding(
          ms.isEmpty() || ms.getAsDouble() <= maxMs,
          actual,
          name + " is " + actual + " (expected: at most " + maxMs + ")");
    }

    private OptionalDouble ms(HttpResultOrBuilder result) {
      return switch (timing) {
        case HTTP_TIMING_DNS -> of(result.hasDnsMs(), result.getDnsMs());
        case HTTP_TIMING_CONNECT -> of(result.hasConnectMs(), result.getConnectMs());
        case HTTP_TIMING_TLS -> of(result.hasTlsMs(), result.getTlsMs());
        case HTTP_TIMING_SEND -> of(result.hasSendMs(), result.getSendMs());
        case HTTP_TIMING_WAIT -> of(result.hasWaitMs(), result.getWaitMs());
        case HTTP_TIMING_RECEIVE -> of(result.hasReceiveMs(), result.getReceiveMs());
        case HTTP_TIMING_RESPONSE -> of(result.hasResponseMs(), result.getResponseMs());
        case HTTP_TIMING_UNSPECIFIED, UNRECOGNIZED -> of(result.hasTotalMs(), result.getTotalMs());
      };
    }

    private static OptionalDouble of(boolean has, double ms) {
      return has ? OptionalDouble.of(ms) : OptionalDouble.empty();
    }
  }
}
