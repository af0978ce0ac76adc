package dev.foureyes.control.access;

import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.Ids;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The first run: while there is no user, each start makes a link with which the first administrator
 * can be created.
 */
public final class SetUp {

  static final Duration LIFETIME = Duration.ofHours(24);

  private final AccessRepository access;
  private final InstantSource clock;

  public SetUp(Database database, InstantSource clock) {
    this.access = new AccessRepository(database);
    this.clock = clock;
  }

  /** A new token for the link, which makes the last one void; empty when set-up is over. */
  public Optional<String> newToken() {
    if (access.hasUsers()) {
      return Optional.empty();
    }
    String token = Ids.newSecret();
    access.putSetup(Ids.hash(token), clock.instant().plus(LIFETIME));
    return Optional.of(token);
  }
}
