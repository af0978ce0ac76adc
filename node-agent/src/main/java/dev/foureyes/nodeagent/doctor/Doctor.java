package dev.foureyes.nodeagent.doctor;

import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the machine; sends nothing. */
public final class Doctor {

  private final MachineChecks machine;
  private final NetworkChecks network;

  public Doctor(Machine machine, SystemResolvers resolvers) {
    this.machine = new MachineChecks(machine);
    this.network = new NetworkChecks(machine, resolvers);
  }

  /**
   * What it sees.
   *
   * @param dataDirectory where a node would keep its data; absent when nobody has said
   */
  public List<Finding> findings(Optional<Path> dataDirectory) {
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    List<Finding> findings = new ArrayList<>();
    findings.add(
        MachineChecks.java(Runtime.version(), System.getProperty("java.vendor"), platform));
    findings.addAll(network.findings());
    findings.add(machine.clock());
    findings.add(machine.openFiles());
    dataDirectory.map(MachineChecks::dataDirectory).ifPresent(findings::add);
    return findings;
  }
}
