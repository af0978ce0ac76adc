package dev.foureyes.nodeagent.probe;

import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.util.Optional;

/** Gets what a test only names. */
public final class SecretValues {

  private SecretValues() {}

  /**
   * A secret of the node.
   *
   * @throws ProbeFailedException when it is not there
   */
  public static String of(String name, Secrets secrets) throws ProbeFailedException {
    try {
      Optional<String> value = secrets.find(name);
      if (value.isPresent()) {
        return value.get();
      }
      throw new ProbeFailedException(
          config(
              "secret '"
                  + name
                  + "' is not in this node's store (expected: `foureyes-node secret set "
                  + name
                  + "` on the node's machine)"));
    } catch (ProbeFailedException e) {
      throw e;
    } catch (IOException e) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_NODE_LOCAL,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "secret '" + name + "' cannot be read: " + e.getMessage()));
    }
  }

  private static Failure config(String sentence) {
    return new Failure(Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_UNSPECIFIED, sentence);
  }
}
