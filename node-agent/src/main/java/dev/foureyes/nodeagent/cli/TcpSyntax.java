package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpExpect;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.TcpSend;
import dev.foureyes.proto.common.v1.TcpStartTls;
import dev.foureyes.proto.common.v1.TcpStep;
import dev.foureyes.proto.common.v1.TcpTls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code probe tcp HOST:PORT}. */
final class TcpSyntax implements ProbeSyntax {

  private static final Flag TLS = Flag.toggle("--tls", "TLS as soon as the connection stands");
  private static final Flag STEP =
      Flag.option(
              "--step",
              "STEP",
              """
              part of a dialogue, in the order given, up to 32:
              'send:TEXT' with \\r, \\n, \\t, \\0, \\xHH;
              'expect:PATTERN' waits for a match (RE2);
              'starttls' makes it a TLS connection\
              """)
          .repeated();

  @Override
  public List<String> names() {
    return List.of("probe tcp");
  }

  @Override
  public String operands() {
    return "HOST:PORT [OPTION]...";
  }

  @Override
  public String summary() {
    return "one TCP connection, TLS, a dialogue";
  }

  @Override
  public String description() {
    return """
    Connects, says how long that took, and closes the connection again; before that it
    does the TLS handshake and holds the dialogue that it is told to.

      HOST:PORT   name or address; an IPv6 address in brackets: [2001:db8::1]:443

    A mail server:
      foureyes-node probe tcp mail.example.com:25 --step 'expect:^220 .*\\n' \\
        --step 'send:EHLO me\\r\\n' --step 'expect:(?m)^250 .*\\n' \\
        --step 'send:STARTTLS\\r\\n' --step 'expect:^220 .*\\n' --step starttls
    """;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(List.of(TLS, STEP));
    flags.addAll(TlsFlags.ALL);
    flags.addAll(List.of(ProbeFlags.IPV4, ProbeFlags.IPV6));
    return List.copyOf(flags);
  }

  @Override
  public Map<String, String> fieldNames() {
    Map<String, String> names = new HashMap<>(TlsFlags.fieldNames("tcp.tls_options"));
    names.putAll(
        Map.of(
            "tcp.host",
            "HOST",
            "tcp.port",
            "PORT",
            "tcp.steps",
            STEP.name(),
            "tcp.tls_options",
            "options of TLS"));
    return Map.copyOf(names);
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    HostPort target = HostPort.of(arguments);
    List<TcpStep> steps = arguments.values(STEP, TcpSyntax::step);
    TcpProbe.Builder tcp =
        TcpProbe.newBuilder()
            .setHost(target.host())
            .setPort(target.port())
            .setAddressFamily(ProbeFlags.family(arguments))
            .setSkipCertificateCheck(arguments.has(TlsFlags.INSECURE))
            .addAllSteps(steps)
            .setTls(tls(arguments, steps));
    if (TlsFlags.areGiven(arguments)) {
      tcp.setTlsOptions(TlsFlags.options(arguments));
    }
    return ProbeConfig.newBuilder().setTcp(tcp).build();
  }

  private static TcpTls tls(Arguments arguments, List<TcpStep> steps) {
    if (arguments.has(TLS)) {
      return TcpTls.TCP_TLS_FROM_START;
    }
    return steps.stream().anyMatch(TcpStep::hasStartTls)
        ? TcpTls.TCP_TLS_IN_DIALOGUE
        : TcpTls.TCP_TLS_UNSPECIFIED;
  }

  private static TcpStep step(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String value = text.substring(colon + 1);
    TcpStep.Builder step = TcpStep.newBuilder();
    if (kind.equals("send") && colon > 0) {
      step.setSend(TcpSend.newBuilder().setText(Escapes.decoded(value)));
    } else if (kind.equals("expect") && colon > 0) {
      step.setExpect(TcpExpect.newBuilder().setMatches(value));
    } else if (text.equals("starttls")) {
      step.setStartTls(TcpStartTls.getDefaultInstance());
    } else {
      throw new IllegalArgumentException(
          text + " (expected: send:TEXT, expect:PATTERN or starttls)");
    }
    return step.build();
  }
}
