package dev.foureyes.nodeagent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.HttpMethod;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.results.v1.DnsRecord;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpAddressResult;
import dev.foureyes.proto.results.v1.HttpHop;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.TcpResult;
import dev.foureyes.proto.results.v1.TlsCertificate;
import dev.foureyes.proto.results.v1.TlsResult;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProbeTextTest {

  private static final Style PLAIN = new Style(80, false, false);
  private static final Style UNICODE = new Style(80, true, false);

  private static final ProbeConfig HTTP =
      ProbeConfig.newBuilder()
          .setHttp(
              HttpProbe.newBuilder()
                  .setUrl("http://a.example/")
                  .setMethod(HttpMethod.HTTP_METHOD_GET))
          .build();

  private static TlsCertificate.Builder certificate(String subject, String expires) {
    return TlsCertificate.newBuilder()
        .setSubject(subject)
        .setIssuer("CN=An authority")
        .setNotAfter(Timestamp.newBuilder().setSeconds(Instant.parse(expires).getEpochSecond()));
  }

  private static final TlsResult TLS =
      TlsResult.newBuilder()
          .setVersion("TLSv1.3")
          .setCipher("TLS_AES_128_GCM_SHA256")
          .setValid(true)
          .setExpiryDays(29.96)
          .addChain(certificate("CN=b.example", "2027-01-01T10:00:00Z"))
          .addChain(certificate("CN=An authority", "2036-01-01T00:00:00Z"))
          .build();

  private static final HttpHop REDIRECT =
      HttpHop.newBuilder()
          .setUrl("http://a.example/")
          .setStatus(302)
          .setRemoteIp("192.0.2.1")
          .setStartMs(0)
          .setDnsMs(10)
          .setConnectMs(5)
          .setSendMs(0.02)
          .setWaitMs(15)
          .setReceiveMs(0)
          .build();

  private static final HttpHop LAST =
      HttpHop.newBuilder()
          .setUrl("https://b.example/")
          .setStatus(200)
          .setRemoteIp("2001:db8::1")
          .setStartMs(31)
          .setDnsMs(4)
          .setConnectMs(5.5)
          .setTlsMs(20)
          .setSendMs(0.1)
          .setWaitMs(35.4)
          .setReceiveMs(4)
          .build();

  private static final ProbeResult REDIRECTED =
      ProbeResult.newBuilder()
          .setFault(Fault.FAULT_OK)
          .setHttp(
              HttpResult.newBuilder()
                  .setTotalMs(100)
                  .setStatus(200)
                  .setProtocol("h2")
                  .setRemoteIp("2001:db8::1")
                  .setTls(TLS)
                  .setWireBytes(1200)
                  .setBodyBytes(4096)
                  .addHops(REDIRECT)
                  .addHops(LAST))
          .build();

  @Test
  void httpWithARedirect() {
    assertThat(ProbeText.of(HTTP, REDIRECTED, UNICODE))
        .isEqualTo(
            """
            GET http://a.example/
            passed   status 200 in 100.00 ms

              status      200
              protocol    h2
              remote      2001:db8::1
              tls         TLSv1.3, TLS_AES_128_GCM_SHA256
              certificate CN=b.example, issued by CN=An authority
                          valid
                          expires in 30.0 days (2027-01-01)
              received    1,200 bytes, of the body 4,096

              302 http://a.example/ (192.0.2.1)
                dns       10.00 ms  █████▋
                connect    5.00 ms       ██▊
                send       0.02 ms          ▏
                wait      15.00 ms          ████████▍
                receive    0.00 ms                  ▏
              200 https://b.example/ (2001:db8::1)
                dns        4.00 ms                   ██▎
                connect    5.50 ms                     ███▏
                tls       20.00 ms                        ███████████▎
                send       0.10 ms                                   ▏
                wait      35.40 ms                                   ███████████████████▉
                receive    4.00 ms                                                       ██▎
                total    100.00 ms
            """);
  }

  @Test
  void everyAddressHasALine() {
    ProbeResult.Builder result =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_TARGET)
            .setError("1 of 2 addresses failed (2001:db8::1): connect to [2001:db8::1]:80 refused");
    result
        .getHttpBuilder()
        .setRemoteIp("")
        .addAddresses(
            HttpAddressResult.newBuilder()
                .setIp("192.0.2.1")
                .setFault(Fault.FAULT_OK)
                .setStatus(200)
                .setConnectMs(10)
                .setWaitMs(12.5)
                .setTotalMs(33))
        .addAddresses(
            HttpAddressResult.newBuilder()
                .setIp("2001:db8::1")
                .setFault(Fault.FAULT_TARGET)
                .setError("connect to [2001:db8::1]:80 refused"));
    assertThat(ProbeText.of(HTTP, result.build(), UNICODE))
        .isEqualTo(
            """
            GET http://a.example/
            failed   1 of 2 addresses failed (2001:db8::1): connect to [2001:db8::1]:80 refused
                     lies with: the target

              address      status  connect   tls  wait      total
              192.0.2.1    200     10.00 ms  -    12.50 ms  33.00 ms
              2001:db8::1  ---     -         -    -         -         connect to [2001:db8::1]:80 refused
            """);
  }

  @Test
  void withoutUnicodeBarsAreOfHashes() {
    String text = ProbeText.of(HTTP, REDIRECTED, PLAIN);
    assertThat(text).matches("\\p{ASCII}*");
    assertThat(text)
        .endsWith(
            """
              200 https://b.example/ (2001:db8::1)
                dns        4.00 ms                   ##
                connect    5.50 ms                     ###
                tls       20.00 ms                        ###########
                send       0.10 ms                                   #
                wait      35.40 ms                                   ####################
                receive    4.00 ms                                                       ##
                total    100.00 ms
            """);
  }

  @Test
  void linesFitTheTerminal() {
    for (int width : new int[] {40, 80, 120, 300}) {
      assertThat(ProbeText.of(HTTP, REDIRECTED, new Style(width, true, false)).lines())
          .filteredOn(line -> line.contains(" ms "))
          .hasSize(11)
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }
  }

  @Test
  void coloursAddNothingElse() {
    String coloured = ProbeText.of(HTTP, REDIRECTED, new Style(80, true, true));
    assertThat(coloured).contains("\u001b[32mpassed   \u001b[0mstatus 200");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo(ProbeText.of(HTTP, REDIRECTED, UNICODE));
  }

  @Test
  void httpThatFailedShowsHowFarItCame() {
    ProbeResult failed =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_TARGET)
            .setErrorPhase(ErrorPhase.ERROR_PHASE_TLS)
            .setError("the certificate of CN=b.example expired on 2026-11-20")
            .setHttp(
                HttpResult.newBuilder()
                    .setRemoteIp("192.0.2.1")
                    .setTls(
                        TLS.toBuilder()
                            .setValid(false)
                            .setInvalidReason(
                                "the certificate of CN=b.example expired on 2026-11-20")
                            .setExpiryDays(-2.5))
                    .addHops(
                        HttpHop.newBuilder()
                            .setUrl("https://b.example/")
                            .setDnsMs(1)
                            .setConnectMs(2)
                            .setTlsMs(1)))
            .build();
    assertThat(ProbeText.of(HTTP, failed, PLAIN))
        .isEqualTo(
            """
            GET https://b.example/
            failed   the certificate of CN=b.example expired on 2026-11-20
                     at: tls; lies with: the target

              remote      192.0.2.1
              tls         TLSv1.3, TLS_AES_128_GCM_SHA256
              certificate CN=b.example, issued by CN=An authority
                          not valid: the certificate of CN=b.example expired on 2026-11-20
                          expired 2.5 days ago (2027-01-01)

                dns      1.00 ms  ###############
                connect  2.00 ms                #############################
                tls      1.00 ms                                             ###############
                total    4.00 ms
            """);
  }

  @Test
  void whatWasNeverTriedHasNoWaterfall() {
    ProbeResult refused =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_CONFIG)
            .setErrorPhase(ErrorPhase.ERROR_PHASE_CONNECT)
            .setError("the node never connects to 169.254.169.254")
            .setHttp(HttpResult.newBuilder().addHops(HttpHop.newBuilder().setUrl("http://a/")))
            .build();
    assertThat(ProbeText.of(HTTP, refused, PLAIN))
        .isEqualTo(
            """
            GET http://a/
            refused  the node never connects to 169.254.169.254
                     at: connect; lies with: what was asked for
            """);
  }

  @Test
  void tcp() {
    ProbeConfig config =
        ProbeConfig.newBuilder()
            .setTcp(TcpProbe.newBuilder().setHost("2001:db8::1").setPort(443))
            .build();
    ProbeResult result =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_OK)
            .setTcp(
                TcpResult.newBuilder()
                    .setDnsMs(5)
                    .setConnectMs(15)
                    .setTotalMs(20)
                    .setRemoteIp("2001:db8::1"))
            .build();
    assertThat(ProbeText.of(config, result, PLAIN))
        .isEqualTo(
            """
            TCP [2001:db8::1]:443
            passed   connected to 2001:db8::1 in 20.00 ms

                dns       5.00 ms  ##############
                connect  15.00 ms                ###########################################
                total    20.00 ms
            """);
  }

  private static final ProbeConfig DNS =
      ProbeConfig.newBuilder()
          .setDns(
              DnsProbe.newBuilder()
                  .setName("example.com")
                  .setRecordType(DnsRecordType.DNS_RECORD_TYPE_MX)
                  .setServer("192.0.2.53"))
          .build();

  private static DnsRecord mx(String name, int ttl, String data) {
    return DnsRecord.newBuilder().setName(name).setType("MX").setTtlS(ttl).setData(data).build();
  }

  @Test
  void dns() {
    ProbeResult result =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_OK)
            .setDns(
                DnsResult.newBuilder()
                    .setResolutionMs(12.345)
                    .setAnswerCount(53)
                    .setResponseBytes(90)
                    .setRcode("NOERROR")
                    .setServer("192.0.2.53:53")
                    .setTransport("udp")
                    .setRecursionAvailable(true)
                    .setAuthenticData(true)
                    .addAnswers(mx("example.com.", 300, "10 mail.example.com."))
                    .addAnswers(mx("longer.example.com.", 86400, "20 \u001b[2Jevil\u202e\n")))
            .build();
    assertThat(ProbeText.of(DNS, result, UNICODE))
        .isEqualTo(
            """
            DNS example.com MX @192.0.2.53
            passed   NOERROR, 53 answers in 12.35 ms

              example.com.         300    MX  10 mail.example.com.
              longer.example.com.  86400  MX  20 ?[2Jevil??
              and 51 more

              server      192.0.2.53:53 over udp
              rcode       NOERROR
              flags       ra (recursion available), ad (authentic data)
              size        90 bytes
              time        12.35 ms
            """);
  }

  @Test
  void dnsWithoutAnAnswer() {
    ProbeResult result =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_PATH)
            .setErrorPhase(ErrorPhase.ERROR_PHASE_DNS)
            .setError("no answer from 192.0.2.53:53 within 5000 ms")
            .setDns(DnsResult.newBuilder().setServer("192.0.2.53:53"))
            .build();
    assertThat(ProbeText.of(DNS, result, PLAIN))
        .isEqualTo(
            """
            DNS example.com MX @192.0.2.53
            failed   no answer from 192.0.2.53:53 within 5000 ms
                     at: dns; lies with: the way to the target

              server      192.0.2.53:53
            """);
  }
}
