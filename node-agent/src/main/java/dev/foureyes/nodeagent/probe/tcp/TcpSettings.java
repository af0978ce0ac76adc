package dev.foureyes.nodeagent.probe.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.model.text.BoundedPattern;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.text.Patterns;
import dev.foureyes.nodeagent.probe.tls.TlsSettings;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.TcpStep;
import dev.foureyes.proto.common.v1.TcpTls;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP test's configuration, checked.
 *
 * @param steps none for a connection that is closed at once
 */
record TcpSettings(
    String host,
    int port,
    AddressFamily family,
    boolean tlsFromStart,
    TlsSettings tls,
    List<Step> steps) {

  private static final int MAX_PORT = 65535;
  private static final int MAX_HOST = 253;
  private static final int MAX_STEPS = 32;
  private static final int MAX_SEND = 4_096;

  /** One step of a dialogue. */
  sealed interface Step {}

  /** Sends a text, as UTF-8. */
  record Send(String text) implements Step {}

  /** Waits for a match in what comes. */
  record Expect(BoundedPattern pattern) implements Step {}

  /** Makes it a TLS connection. */
  record StartTls() implements Step {}

  static TcpSettings of(TcpProbe config) throws InvalidProbeException {
    if (config.getTls() == TcpTls.UNRECOGNIZED) {
      throw new InvalidProbeException(
          "tcp.tls: "
              + config.getTlsValue()
              + " (expected: one that this version of the agent knows)");
    }
    if (config.hasTlsOptions() && config.getTls() == TcpTls.TCP_TLS_UNSPECIFIED) {
      throw new InvalidProbeException("tcp.tls_options: given (expected: none without tls)");
    }
    return new TcpSettings(
        host(config.getHost()),
        port(config.getPort()),
        config.getAddressFamily(),
        config.getTls() == TcpTls.TCP_TLS_FROM_START,
        TlsSettings.of("tcp.tls_options", config.getTlsOptions(), config.getSkipCertificateCheck()),
        steps(config));
  }

  private static String host(String host) throws InvalidProbeException {
    if (host.isBlank() || host.length() > MAX_HOST || host.contains("[")) {
      throw new InvalidProbeException(
          "tcp.host: '"
              + host
              + "' (expected: a name or an address without brackets, at most 253 characters)");
    }
    return host;
  }

  private static int port(int port) throws InvalidProbeException {
    if (port < 1 || port > MAX_PORT) {
      throw new InvalidProbeException(
          "tcp.port: " + Integer.toUnsignedLong(port) + " (expected: 1 to " + MAX_PORT + ")");
    }
    return port;
  }

  private static List<Step> steps(TcpProbe config) throws InvalidProbeException {
    if (config.getStepsCount() > MAX_STEPS) {
      throw new InvalidProbeException(
          "tcp.steps: " + config.getStepsCount() + " (expected: at most " + MAX_STEPS + ")");
    }
    List<Step> steps = new ArrayList<>();
    int starts = 0;
    for (TcpStep step : config.getStepsList()) {
      String field = "tcp.steps[" + steps.size() + "]";
      switch (step.getStepCase()) {
        case SEND -> steps.add(send(field, step.getSend().getText()));
        case EXPECT ->
            steps.add(
                new Expect(
                    Patterns.compile(field + ".expect.matches", step.getExpect().getMatches())));
        case START_TLS -> {
          starts++;
          steps.add(new StartTls());
        }
        case STEP_NOT_SET ->
            throw new InvalidProbeException(
                field
                    + ": one that this version of the agent does not know (expected: send, expect"
                    + " or start_tls)");
      }
    }
    int expected = config.getTls() == TcpTls.TCP_TLS_IN_DIALOGUE ? 1 : 0;
    if (starts != expected) {
      throw new InvalidProbeException(
          "tcp.steps: "
              + starts
              + " times start_tls (expected: once with tls in the dialogue, else never)");
    }
    return List.copyOf(steps);
  }

  private static Step send(String field, String text) throws InvalidProbeException {
    int bytes = text.getBytes(UTF_8).length;
    if (bytes < 1 || bytes > MAX_SEND) {
      throw new InvalidProbeException(
          field + ".send.text: " + bytes + " bytes (expected: 1 to " + MAX_SEND + ")");
    }
    return new Send(text);
  }
}
