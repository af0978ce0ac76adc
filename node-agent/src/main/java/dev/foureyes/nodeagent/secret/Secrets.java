package dev.foureyes.nodeagent.secret;

import java.io.IOException;
import java.util.Optional;

/** Where probes get the secrets that their tests name. */
@FunctionalInterface
public interface Secrets {

  /** No secrets at all. */
  Secrets NONE = name -> Optional.empty();

  /**
   * The secret of that name, as it is now; absent when there is none.
   *
   * @throws IOException when there is one and it cannot be read
   */
  Optional<String> find(String name) throws IOException;
}
