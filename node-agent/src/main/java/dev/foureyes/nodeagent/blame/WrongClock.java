package dev.foureyes.nodeagent.blame;

import com.google.protobuf.Timestamp;
import dev.foureyes.nodeagent.time.ServerClock.Reading;
import dev.foureyes.proto.results.v1.ProbeResultOrBuilder;
import dev.foureyes.proto.results.v1.TlsCertificate;
import dev.foureyes.proto.results.v1.TlsResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Certificates that only look expired, or not valid yet, because this machine's clock is wrong. */
final class WrongClock {

  private WrongClock() {}

  /**
   * How far the clock is ahead, negative when it is behind; absent unless that is why a certificate
   * of the result is not valid.
   *
   * @param wall what the clock shows
   * @param reading where it stands, as the server has told
   */
  static Optional<Duration> explains(ProbeResultOrBuilder result, Instant wall, Reading reading) {
    TlsResult tls =
        switch (result.getDetailCase()) {
          case HTTP -> result.getHttp().getTls();
          case TCP -> result.getTcp().getTls();
          case DNS -> result.getDns().getTls();
          default -> TlsResult.getDefaultInstance();
        };
    Duration offset = Duration.ofNanos(reading.offsetNanos());
    boolean isExplained =
        tls.getChainCount() > 0
            && !tls.getValid()
            && Math.abs(reading.offsetNanos()) > reading.errorNanos()
            && tls.getChainList().stream().anyMatch(each -> !isValidAt(wall, each))
            && tls.getChainList().stream().allMatch(each -> isValidAt(wall.minus(offset), each));
    return isExplained ? Optional.of(offset) : Optional.empty();
  }

  private static boolean isValidAt(Instant time, TlsCertificate certificate) {
    return !time.isBefore(instant(certificate.getNotBefore()))
        && !time.isAfter(instant(certificate.getNotAfter()));
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
