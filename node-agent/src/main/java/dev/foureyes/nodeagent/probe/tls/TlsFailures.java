package dev.foureyes.nodeagent.probe.tls;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver.Observed;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What a handshake that failed means, and certificates that are about to expire. */
public final class TlsFailures {

  private static final double SECONDS_PER_DAY = 86_400.0;

  private TlsFailures() {}

  /**
   * The peer refused, or showed what is not trusted.
   *
   * @param peer its address and port
   */
  public static Failure handshake(String peer, Optional<Observed> observed, IOException thrown) {
    if (observed.isPresent() && !observed.get().invalidReason().isEmpty()) {
      return target(
          "the certificate of " + peer + " is not valid: " + observed.get().invalidReason());
    }
    return target("the TLS handshake with " + peer + " failed: " + thrown.getMessage());
  }

  /** The peer did not go on with the handshake. */
  public static Failure timeout(String peer, Duration timeout) {
    return target(
        "the TLS handshake with " + peer + " did not end within " + timeout.toMillis() + " ms");
  }

  /**
   * Whether a certificate of the chain expires too soon.
   *
   * @param minDays 0 when it does not matter
   */
  public static Optional<Failure> expiry(Optional<Observed> observed, int minDays, Instant now) {
    if (minDays == 0 || observed.isEmpty()) {
      return Optional.empty();
    }
    return observed.get().chain().stream()
        .min(Comparator.comparing(X509Certificate::getNotAfter))
        .flatMap(first -> expiry(first, minDays, now));
  }

  private static Optional<Failure> expiry(X509Certificate first, int minDays, Instant now) {
    Instant end = first.getNotAfter().toInstant();
    double days = Duration.between(now, end).toSeconds() / SECONDS_PER_DAY;
    return days >= minDays
        ? Optional.empty()
        : Optional.of(
            target(
                String.format(
                    Locale.ROOT,
                    "the certificate of %s expires on %s, in %.1f days (expected: in %d days or more)",
                    first.getSubjectX500Principal().getName(),
                    end.atOffset(ZoneOffset.UTC).toLocalDate(),
                    days,
                    minDays)));
  }

  private static Failure target(String sentence) {
    return new Failure(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_TLS, sentence);
  }
}
