package dev.foureyes.nodeagent.probe;

import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.common.v1.ProbeConfig;

/** Makes probes of configurations. */
@FunctionalInterface
public interface ProbeFactory {

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when it cannot be run, or its kind is not known to this version
   */
  Probe create(ProbeConfig config) throws InvalidProbeException;

  /**
   * The probe of an assignment, with what only the server knows of it.
   *
   * @throws InvalidProbeException when it cannot be run, or its kind is not known to this version
   */
  default Probe create(Assignment assignment) throws InvalidProbeException {
    return create(assignment.getProbe());
  }
}
