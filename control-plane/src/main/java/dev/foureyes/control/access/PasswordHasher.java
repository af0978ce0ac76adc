package dev.foureyes.control.access;

import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** Hashes passwords. Hashing is slow on purpose, so only a few are hashed at once. */
public final class PasswordHasher {

  private static final int AT_ONCE = 2;

  private final UnaryOperator<String> hash;
  private final BiPredicate<String, String> matches;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final String ofNobody;

  /**
   * A hasher.
   *
   * @param hash from a password to its hash, with a salt of its own
   * @param matches whether a password is the one of a hash
   */
  public PasswordHasher(UnaryOperator<String> hash, BiPredicate<String, String> matches) {
    this.hash = hash;
    this.matches = matches;
    this.ofNobody = hash.apply("nobody has this password");
  }

  String hash(String password) {
    places.acquireUninterruptibly();
    try {
      return hash.apply(password);
    } finally {
      places.release();
    }
  }

  boolean matches(String password, String storedHash) {
    places.acquireUninterruptibly();
    try {
      return matches.test(password, storedHash);
    } finally {
      places.release();
    }
  }

  /**
   * Takes as long as {@link #matches}: for names that nobody has, so that the time does not tell.
   */
  void matchNobody(String password) {
    var _ = matches(password, ofNobody);
  }
}
