package dev.foureyes.control.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.TcpStep;
import dev.foureyes.proto.common.v1.TcpTls;
import dev.foureyes.proto.common.v1.UdpProbe;
import java.util.regex.Pattern;

/** What is said over TCP and UDP. */
final class DialogueValidator {

  private static final int MAX_STEPS = 32;
  private static final int MAX_SEND = 4_096;
  private static final int MAX_DATAGRAM = 1_400;
  private static final int MAX_ATTEMPTS = 10;
  private static final Pattern HEX = Pattern.compile("([0-9A-Fa-f]{2}){1," + MAX_DATAGRAM + "}");

  private final Violations violations;
  private final Conditions conditions;

  DialogueValidator(Violations violations) {
    this.violations = violations;
    this.conditions = new Conditions(violations);
  }

  void check(String at, TcpProbe tcp) {
    violations.check(
        tcp.getTls() != TcpTls.UNRECOGNIZED, at + "tls", tcp.getTlsValue(), "a known value");
    violations.check(
        !tcp.hasTlsOptions() || tcp.getTls() != TcpTls.TCP_TLS_UNSPECIFIED,
        at + "tls_options",
        "given",
        "none without tls");
    conditions.tls(at + "tls_options", tcp.getTlsOptions());
    violations.check(
        tcp.getStepsCount() <= MAX_STEPS,
        at + "steps",
        tcp.getStepsCount(),
        "at most " + MAX_STEPS);
    for (int i = 0; i < tcp.getStepsCount(); i++) {
      step(at + "steps[" + i + "]", tcp.getSteps(i));
    }
    long starts = tcp.getStepsList().stream().filter(TcpStep::hasStartTls).count();
    violations.check(
        starts == (tcp.getTls() == TcpTls.TCP_TLS_IN_DIALOGUE ? 1 : 0),
        at + "steps",
        starts + " times start_tls",
        "once with TCP_TLS_IN_DIALOGUE, else never");
  }

  private void step(String field, TcpStep step) {
    switch (step.getStepCase()) {
      case SEND -> bytes(field + ".send.text", step.getSend().getText(), MAX_SEND);
      case EXPECT -> conditions.pattern(field + ".expect.matches", step.getExpect().getMatches());
      case START_TLS -> {}
      case STEP_NOT_SET -> violations.missing(field, "one of send, expect and start_tls");
    }
  }

  private void bytes(String field, String text, int most) {
    int bytes = text.getBytes(UTF_8).length;
    violations.check(bytes >= 1 && bytes <= most, field, bytes, "1 to " + most + " bytes");
  }

  void check(String at, UdpProbe udp) {
    switch (udp.getPayloadCase()) {
      case TEXT -> bytes(at + "text", udp.getText(), MAX_DATAGRAM);
      case HEX -> hex(at + "hex", udp.getHex());
      case PAYLOAD_NOT_SET -> violations.missing(at + "text", "text or hex");
    }
    switch (udp.getExpectCase()) {
      case MATCHES -> conditions.pattern(at + "matches", udp.getMatches());
      case CONTAINS_HEX -> hex(at + "contains_hex", udp.getContainsHex());
      case EXPECT_NOT_SET -> {}
    }
    violations.check(
        udp.getAttempts() >= 0 && udp.getAttempts() <= MAX_ATTEMPTS,
        at + "attempts",
        Integer.toUnsignedLong(udp.getAttempts()),
        "0 to " + MAX_ATTEMPTS);
  }

  private void hex(String field, String text) {
    violations.check(
        text.length() <= 2 * MAX_DATAGRAM && HEX.matcher(text).matches(),
        field,
        text,
        "1 to " + MAX_DATAGRAM + " bytes as pairs of hexadecimal digits");
  }
}
