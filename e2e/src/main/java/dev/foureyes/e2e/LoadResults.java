package dev.foureyes.e2e;

import com.google.protobuf.Timestamp;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.time.Instant;
import java.util.List;

/** Results as an HTTP probe makes them, without the probe: a round of all tests each interval. */
final class LoadResults {

  static final int INTERVAL_MS = 1_000;

  private static final int NANOS_PER_MICRO = 1_000;

  private final List<String> testIds;

  LoadResults(List<String> testIds) {
    this.testIds = List.copyOf(testIds);
  }

  /**
   * The result number n, which ends now.
   *
   * @param now becomes the due time too
   */
  ProbeResult result(long n, Instant now) {
    double waitMs = 20 + n % 7;
    return ProbeResult.newBuilder()
        .setTestId(testIds.get((int) (n % testIds.size())))
        .setConfigVersion(1)
        .setRound(now.toEpochMilli() / INTERVAL_MS)
        .setScheduledAt(
            Timestamp.newBuilder()
                .setSeconds(now.getEpochSecond())
                .setNanos(now.getNano() / NANOS_PER_MICRO * NANOS_PER_MICRO))
        .setLatenessMs(0.2)
        .setDurationMs(waitMs + 6)
        .setFault(Fault.FAULT_OK)
        .setHttp(
            HttpResult.newBuilder()
                .setDnsMs(1.25)
                .setConnectMs(2.5)
                .setSendMs(0.25)
                .setWaitMs(waitMs)
                .setReceiveMs(1.5)
                .setResponseMs(waitMs + 4)
                .setTotalMs(waitMs + 5.5)
                .setStatus(200)
                .setWireBytes(1_480)
                .setBodyBytes(1_256)
                .setThroughputBytesPerS(986_667)
                .setProtocol("http/1.1")
                .setRemoteIp("192.0.2.10")
                .setFinalUrl("https://shop.example.com/checkout"))
        .build();
  }
}
