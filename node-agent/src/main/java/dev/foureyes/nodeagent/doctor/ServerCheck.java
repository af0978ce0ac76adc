package dev.foureyes.nodeagent.doctor;

import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeFactory;
import dev.foureyes.nodeagent.probe.ProbeRun;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.time.Duration;
import java.util.Locale;

/** Whether the server can be reached: a TCP connection that is closed again. */
public final class ServerCheck {

  private static final String SUBJECT = "server";

  private final ProbeFactory probes;
  private final NodeClock clock;

  public ServerCheck(ProbeFactory probes, NodeClock clock) {
    this.probes = probes;
    this.clock = clock;
  }

  /** Connects once. */
  public Finding finding(ServerAddress server, Duration timeout) throws InterruptedException {
    ProbeConfig config =
        ProbeConfig.newBuilder()
            .setTcp(TcpProbe.newBuilder().setHost(server.host()).setPort(server.port()))
            .build();
    ProbeResult.Builder result = ProbeResult.newBuilder();
    try {
      var _ = ProbeRun.into(probes.create(config), Deadline.after(timeout, clock.ticker()), result);
    } catch (InvalidProbeException e) {
      return Finding.no(SUBJECT, String.valueOf(e.getMessage()), "check --server").asNeeded();
    }
    return (result.getFault() == Fault.FAULT_OK
            ? Finding.ok(
                SUBJECT,
                String.format(
                    Locale.ROOT,
                    "%s accepts connections (%.2f ms)",
                    server,
                    result.getTcp().getConnectMs()))
            : Finding.no(SUBJECT, result.getError(), advice(result.getFault(), server)))
        .asNeeded();
  }

  private static String advice(Fault fault, ServerAddress server) {
    return switch (fault) {
      case FAULT_TARGET -> "is " + server + " its gateway's address, and does the server run?";
      case FAULT_PATH ->
          "let TCP to port " + server.port() + " out through the firewalls in between";
      default -> "check this machine's name servers and routes above";
    };
  }
}
