package dev.foureyes.gateway.session;

import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.UpdateOffer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where nodes are told to look for an update. What they find there is theirs to judge: it does
 * nothing unless a key that they were built with has signed it.
 */
public final class UpdateOffers {

  private static final String PLATFORM = "{platform}";

  /** What a node says of itself becomes part of a URL. */
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9_]{1,20}/[a-z0-9_]{1,20}");

  private final String url;

  /**
   * @param url of a file with a manifest, where {@code {platform}} stands for {@code linux-amd64}
   *     and the like; empty for no offers
   */
  public UpdateOffers(String url) {
    this.url = url;
  }

  /** The message for a node of a platform such as {@code linux/amd64}. */
  Optional<ConnectResponse> of(String platform) {
    if (url.isEmpty() || (url.contains(PLATFORM) && !PLAIN.matcher(platform).matches())) {
      return Optional.empty();
    }
    return Optional.of(
        ConnectResponse.newBuilder()
            .setUpdateOffer(
                UpdateOffer.newBuilder()
                    .setManifestUrl(url.replace(PLATFORM, platform.replace('/', '-'))))
            .build());
  }
}
