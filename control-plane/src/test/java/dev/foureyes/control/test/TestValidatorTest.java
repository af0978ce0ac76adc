package dev.foureyes.control.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.control.Refusal;
import dev.foureyes.proto.common.v1.HttpMethod;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestValidatorTest {

  private static final String URL =
      "an absolute URL such as https://www.example.org/path, at most 2048 characters";

  private static List<String> violations(dev.foureyes.proto.control.v1.Test.Builder test) {
    return new TestValidator("test.").check(test.build()).isEmpty()
        ? List.of()
        : Refusal.of(() -> new TestValidator("test.").check(test.build()).throwIfAny())
            .violations();
  }

  @ParameterizedTest
  @MethodSource("dev.foureyes.control.test.WrongTests#all")
  void oneThingThatIsWrongIsToldWithItsFieldItsValueAndWhatIsExpected(
      String violation, Consumer<dev.foureyes.proto.control.v1.Test.Builder> change) {
    dev.foureyes.proto.control.v1.Test.Builder test =
        violation.contains(".tcp.")
            ? TestFixture.tcp("t")
            : violation.contains(".dns.") ? TestFixture.dns("t") : TestFixture.http("t");
    assertThat(violations(test)).as("good before").isEmpty();

    change.accept(test);

    assertThat(violations(test)).containsExactly(violation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "www.example.org",
        "//www.example.org/",
        "/path",
        "ftp://www.example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://a b/",
        "http://www.example.org:0/",
        "http://www.example.org:65536/",
        "http://exa_mple.org/",
        "http://www.example.org/\r\nHost: evil",
        "http://www.example.org/%zz",
        "http://[::1/",
        "http://www..org/",
      })
  void aUrlIsAbsoluteAndOfHttp(String url) {
    var test = TestFixture.http("t");
    test.getProbeBuilder().getHttpBuilder().setUrl(url);

    assertThat(violations(test))
        .containsExactly("test.probe.http.url: \"" + url + "\" (expected: " + URL + ")");
  }

  @Test
  void aUrlIsBoundedAndCarriesNoPassword() {
    var test = TestFixture.http("t");
    String tooLong = "http://www.example.org/" + "p".repeat(2_026);
    test.getProbeBuilder().getHttpBuilder().setUrl(tooLong);
    assertThat(violations(test))
        .containsExactly(
            "test.probe.http.url: \""
                + tooLong.substring(0, 100)
                + "…\" (2049 characters) (expected: "
                + URL
                + ")");

    test.getProbeBuilder().getHttpBuilder().setUrl("http://me:secret@www.example.org/");
    assertThat(violations(test))
        .containsExactly(
            "test.probe.http.url: \"http://me:secret@www.example.org/\" (expected: "
                + URL
                + ", without user name and password)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://www.example.org",
        "HTTPS://WWW.EXAMPLE.ORG/",
        "http://192.0.2.1:8080/a?b=c&d=%20#e",
        "http://[2001:db8::1]:65535/",
        "http://localhost:1/",
        "https://www.example.org/ü",
      })
  void theseUrlsAreGood(String url) {
    var test = TestFixture.http("t");
    test.getProbeBuilder().getHttpBuilder().setUrl(url);

    assertThat(violations(test)).isEmpty();
  }

  @Test
  void theBoundsThemselvesAreGood() {
    var http =
        TestFixture.http("a".repeat(63))
            .setName("n".repeat(100))
            .setIntervalMs(1_000)
            .setTimeoutMs(1_000);
    IntStream.range(0, 32).forEach(i -> http.putLabels("l" + i, "v".repeat(100)));
    http.getProbeBuilder()
        .getHttpBuilder()
        .setMethod(HttpMethod.HTTP_METHOD_POST)
        .setBody("b".repeat(65_536))
        .setMaxRedirects(20)
        .addExpectedStatus(WrongTests.range(100, 599))
        .addHeaders(WrongTests.header("X-Note", "\ttabs and \"quotes\" ~"));
    var dns = TestFixture.dns("t").setIntervalMs(86_400_000).setTimeoutMs(60_000);
    dns.getProbeBuilder()
        .getDnsBuilder()
        .setName("*._tcp.example.org.")
        .setServer("[2001:db8::1]:53");
    var root = TestFixture.dns("t").setTimeoutMs(100);
    root.getProbeBuilder().getDnsBuilder().setName(".");

    assertThat(violations(http)).isEmpty();
    assertThat(violations(dns)).isEmpty();
    assertThat(violations(root)).isEmpty();
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    var test =
        TestFixture.tcp("T").setName("").setIntervalMs(1).setTimeoutMs(1).putLabels("Site", "b");
    test.getProbeBuilder().getTcpBuilder().setHost("").setPort(0);

    Refusal refusal = Refusal.of(() -> new TestValidator("test.").check(test.build()).throwIfAny());

    assertThat(refusal.violations())
        .extracting(violation -> violation.replaceFirst(":.*", ""))
        .containsExactly(
            "test.id",
            "test.name",
            "test.interval_ms",
            "test.timeout_ms",
            "test.labels",
            "test.probe.tcp.host",
            "test.probe.tcp.port");
    assertThat(refusal.message())
        .isEqualTo("test.id: \"T\" (expected: " + WrongTests.ID + ") (and 6 more)");
  }
}
