package dev.foureyes.nodeagent.update;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a started version does about the last update: proves itself when it is the new one, and says
 * whose fault it was when it is the old one, back after the new one found no server.
 *
 * <pre>
 * this version is     the server accepts it in time            it does not
 * on trial            it stays: pending is removed             ends with CANNOT_CONNECT, the launcher counts
 * back                the new one is at fault: stays failed    the server is away: the new one may be tried again
 * </pre>
 */
final class Trial {

  /** Why a version is in {@code failed-…}, as the launcher writes it. */
  static final String NO_CONNECTION = "no connection";

  static final String NO_CONNECTION_ALONE = "no connection, while the version before it had one";

  private static final Logger log = LoggerFactory.getLogger(Trial.class);

  private final SoftwareTree tree;
  private final Optional<SoftwareVersion> onTrial;
  private final CompletableFuture<UpdateEnd> ended;
  private final AtomicBoolean isDecided = new AtomicBoolean();

  /**
   * @param onTrial this version, when the launcher has started it as the pending one
   * @param ended completed when this process should end
   */
  Trial(SoftwareTree tree, Optional<SoftwareVersion> onTrial, CompletableFuture<UpdateEnd> ended) {
    this.tree = tree;
    this.onTrial = onTrial;
    this.ended = ended;
  }

  /** The server has accepted this version and has given it its assignments. */
  void accepted() {
    if (!isDecided.compareAndSet(false, true)) {
      return;
    }
    try {
      if (onTrial.isPresent() && tree.pending().equals(onTrial)) {
        tree.confirm();
        tree.prune();
        log.atInfo().addKeyValue("version", onTrial.get()).log("update confirmed");
      } else if (onTrial.isEmpty()) {
        for (SoftwareVersion version : undecided()) {
          tree.writeFailure(version, NO_CONNECTION_ALONE);
          log.atWarn().addKeyValue("version", version).log("update failed: it found no server");
        }
      }
    } catch (IOException e) {
      log.atWarn().setCause(e).log("state of the last update not written");
    }
  }

  /** There was time enough to connect. */
  void timeIsUp() {
    if (!isDecided.compareAndSet(false, true)) {
      return;
    }
    if (onTrial.isPresent()) {
      log.atWarn().addKeyValue("version", onTrial.get()).log("update on trial found no server");
      ended.complete(UpdateEnd.CANNOT_CONNECT);
      return;
    }
    try {
      for (SoftwareVersion version : undecided()) {
        tree.forgetFailure(version);
        log.atInfo()
            .addKeyValue("version", version)
            .log("server away for both versions; the update may be tried again");
      }
    } catch (IOException e) {
      log.atWarn().setCause(e).log("state of the last update not written");
    }
  }

  private List<SoftwareVersion> undecided() throws IOException {
    List<SoftwareVersion> undecided = new ArrayList<>();
    for (SoftwareVersion version : tree.failed()) {
      if (tree.failure(version).equals(Optional.of(NO_CONNECTION))) {
        undecided.add(version);
      }
    }
    return undecided;
  }
}
