package dev.foureyes.control.node;

import dev.foureyes.proto.events.v1.TrustBundle;
import dev.foureyes.topics.TopicFollower;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nodes recognise gateways by, as the gateways publish it. */
public final class GatewayTrust {

  private static final Logger log = LoggerFactory.getLogger(GatewayTrust.class);

  private final AtomicReference<Optional<String>> pin = new AtomicReference<>(Optional.empty());
  private final CompletableFuture<Void> known = new CompletableFuture<>();

  /** Takes one record of the topic. */
  public void accept(TopicFollower.Entry<TrustBundle> entry) {
    pin.set(entry.value().map(TrustBundle::getPinSha256));
    if (entry.value().isPresent()) {
      known.complete(null);
    }
  }

  /** Runs something as soon as a gateway has been up. */
  public void whenKnown(Runnable task) {
    var _ = known.thenRunAsync(task).exceptionally(GatewayTrust::failed);
  }

  private static @Nullable Void failed(Throwable cause) {
    log.atError().setCause(cause).log("what waited for a gateway failed");
    return null;
  }

  /**
   * What a node is started with: {@code fee.<secret>.<pin>}; empty while no gateway was ever up.
   */
  Optional<String> enrolmentToken(String secret) {
    return pin.get().map(hex -> "fee." + secret + "." + base64Url(hex));
  }

  private static String base64Url(String hex) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(HexFormat.of().parseHex(hex));
  }
}
