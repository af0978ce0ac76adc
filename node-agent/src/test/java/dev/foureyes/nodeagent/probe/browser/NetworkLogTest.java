package dev.foureyes.nodeagent.probe.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PageResource;
import org.junit.jupiter.api.Test;

class NetworkLogTest {

  private static final String TIMING =
      """
      {"requestTime": 100.010, "dnsStart": 1, "dnsEnd": 3, "connectStart": 3, "connectEnd": 23,
       "sslStart": 8, "sslEnd": 23, "sendStart": 24, "sendEnd": 25, "receiveHeadersEnd": 75}
      """;

  private final RunLog log = RunLog.empty();
  private final NetworkLog network = log.network();

  private void event(String name, String params) {
    network.event("Network." + name, JsonParser.parseString(params).getAsJsonObject());
  }

  private void sent(String id, double at, String url) {
    JsonObject request = Json.of("url", url, "method", "GET");
    network.event(
        "Network.requestWillBeSent",
        Json.of("requestId", id, "timestamp", at, "type", "Script", "request", request));
  }

  private PageResource only() {
    return Resources.of(log, 0).shown().getFirst();
  }

  @Test
  void phasesOfARequest() {
    sent("1", 100.0, "https://a.example/");
    event(
        "responseReceived",
        "{\"requestId\":\"1\",\"response\":{\"status\":200,\"protocol\":\"h2\","
            + "\"remoteIPAddress\":\"[2001:db8::1]\",\"encodedDataLength\":300,\"timing\":"
            + TIMING
            + "}}");
    event("dataReceived", "{\"requestId\":\"1\",\"encodedDataLength\":700}");
    event(
        "loadingFinished", "{\"requestId\":\"1\",\"timestamp\":100.1,\"encodedDataLength\":1000}");
    PageResource resource = only();
    assertThat(resource.getStatus()).isEqualTo(200);
    assertThat(resource.getRemoteIp()).isEqualTo("2001:db8::1");
    assertThat(resource.getType()).isEqualTo("script");
    assertThat(resource.getBlockedMs()).isEqualTo(11, within(0.001));
    assertThat(resource.getDnsMs()).isEqualTo(2);
    assertThat(resource.getConnectMs()).isEqualTo(5);
    assertThat(resource.getTlsMs()).isEqualTo(15);
    assertThat(resource.getSendMs()).isEqualTo(1);
    assertThat(resource.getWaitMs()).isEqualTo(50);
    assertThat(resource.getReceiveMs()).isEqualTo(15, within(0.001));
    assertThat(resource.getWireBytes()).isEqualTo(1000);
    assertThat(network.wireBytes()).isEqualTo(1000);
    assertThat(network.failures()).isZero();
  }

  @Test
  void aConnectionThatIsUsedAgainHasNoPhasesOfItsOwn() {
    sent("1", 100.0, "https://a.example/");
    event(
        "responseReceived",
        "{\"requestId\":\"1\",\"response\":{\"status\":200,\"timing\":{\"requestTime\":100,"
            + "\"dnsStart\":-1,\"dnsEnd\":-1,\"connectStart\":-1,\"connectEnd\":-1,\"sslStart\":-1,"
            + "\"sslEnd\":-1,\"sendStart\":2,\"sendEnd\":3,\"receiveHeadersEnd\":9}}}");
    PageResource resource = only();
    assertThat(resource.hasDnsMs()).isFalse();
    assertThat(resource.hasConnectMs()).isFalse();
    assertThat(resource.hasTlsMs()).isFalse();
    assertThat(resource.getWaitMs()).isEqualTo(6);
    assertThat(resource.hasReceiveMs()).as("it has not ended").isFalse();
  }

  @Test
  void everyRedirectIsARequest() {
    sent("1", 100.0, "https://a.example/");
    event(
        "requestWillBeSent",
        "{\"requestId\":\"1\",\"loaderId\":\"1\",\"timestamp\":100.5,\"type\":\"Document\","
            + "\"request\":{\"url\":\"https://b.example/\",\"method\":\"GET\"},"
            + "\"redirectResponse\":{\"status\":302,\"encodedDataLength\":120}}");
    var shown = Resources.of(log, 0).shown();
    assertThat(shown)
        .extracting(PageResource::getUrl)
        .containsExactly("https://a.example/", "https://b.example/");
    assertThat(shown.getFirst().getStatus()).isEqualTo(302);
    assertThat(shown.get(1).getStartMs()).isEqualTo(500, within(0.001));
    assertThat(network.find("1").orElseThrow().url()).isEqualTo("https://b.example/");
    assertThat(network.requests()).isEqualTo(2);
  }

  @Test
  void failuresCountAndCancellationsDoNot() {
    sent("1", 100.0, "https://a.example/x");
    sent("2", 100.0, "https://a.example/y");
    sent("3", 100.0, "https://169.254.169.254/");
    network.refuse(
        "3",
        new Failure(
            Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_CONNECT, "the node never connects there"));
    String failed = "\"timestamp\":101,\"errorText\":\"net::ERR_CONNECTION_RESET\"";
    event("loadingFailed", "{\"requestId\":\"1\"," + failed + "}");
    event("loadingFailed", "{\"requestId\":\"2\",\"canceled\":true," + failed + "}");
    event("loadingFailed", "{\"requestId\":\"3\",\"canceled\":true," + failed + "}");
    event("loadingFailed", "{\"requestId\":\"unknown\"," + failed + "}");
    assertThat(network.failures()).isEqualTo(2);
    assertThat(Resources.of(log, 0).shown())
        .extracting(PageResource::getFailure)
        .containsExactly("net::ERR_CONNECTION_RESET", "canceled", "the node never connects there");
  }

  @Test
  void howeverManyThereAreAFewAreKept() {
    for (int i = 0; i < 10_000; i++) {
      sent("r" + i, 100.0 + i / 1e3, "https://a.example/" + "x".repeat(3_000));
      event(
          "loadingFinished",
          "{\"requestId\":\"r" + i + "\",\"timestamp\":200,\"encodedDataLength\":10}");
    }
    Resources resources = Resources.of(log, 0);
    assertThat(resources.shown()).hasSizeBetween(100, 300);
    assertThat(resources.shown().stream().mapToInt(PageResource::getSerializedSize).sum())
        .isLessThan(100_000);
    assertThat(resources.leftOut() + resources.shown().size()).isEqualTo(10_000);
    assertThat(resources.shown().getFirst().getUrl()).hasSize(512);
    assertThat(network.wireBytes()).isEqualTo(100_000);
    assertThat(network.kept()).hasSize(300);
  }

  @Test
  void aResultThatIsFullOtherwiseHasNoRoom() {
    sent("1", 100.0, "https://a.example/");
    Resources resources = Resources.of(log, 239_990);
    assertThat(resources.shown()).isEmpty();
    assertThat(resources.leftOut()).isEqualTo(1);
  }

  @Test
  void strangeEventsDoNoHarm() {
    event("requestWillBeSent", "{}");
    event("responseReceived", "{\"requestId\":7,\"response\":[]}");
    event("loadingFinished", "{\"requestId\":null,\"timestamp\":\"x\"}");
    event("webSocketCreated", "{\"requestId\":\"w\"}");
    assertThat(network.requests()).isEqualTo(1);
    assertThat(only().getUrl()).isEmpty();
  }
}
