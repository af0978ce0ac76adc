package dev.foureyes.nodeagent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.results.v1.DnsRecord;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against protobuf's own printer, which the node does not carry. */
class MessageJsonTest {

  static Stream<Message> messages() {
    ProbeResult dns =
        ProbeResult.newBuilder()
            .setTestId("t \"1\" \\ \n \u2028 <é> \u009b2J \u202e \ud83d\ude00 \u007f")
            .setConfigVersion(-1) // the largest uint64
            .setRound(Long.MIN_VALUE)
            .setScheduledAt(Timestamp.newBuilder().setSeconds(1_800_000_000).setNanos(5_000_000))
            .setLatenessMs(0.1 + 0.2)
            .setDurationMs(1e21)
            .setFault(Fault.FAULT_TARGET)
            .setDns(
                DnsResult.newBuilder()
                    .setResolutionMs(0)
                    .setAnswerCount(-1) // the largest uint32
                    .setAuthoritative(true)
                    .addAnswers(DnsRecord.newBuilder().setName("a.example.").setTtlS(60))
                    .addAnswers(DnsRecord.getDefaultInstance()))
            .build();
    return Stream.of(
        ProbeResult.getDefaultInstance(),
        dns,
        Result.newBuilder()
            .setIncarnation(ByteString.copyFrom(new byte[] {0, -1, 62, 63}))
            .setSeq(1L << 62)
            .putNodeLabels("region", "eu")
            .putNodeLabels("", "")
            .setProbe(dns)
            .build(),
        ProbeResult.newBuilder()
            .setFaultValue(99)
            .setHttp(
                HttpResult.newBuilder().setTotalMs(Double.NaN).setDnsMs(Double.NEGATIVE_INFINITY))
            .build(),
        DnsProbe.newBuilder()
            .addExpectedResponseCodes(DnsResponseCode.DNS_RESPONSE_CODE_NXDOMAIN)
            .addExpectedResponseCodesValue(77)
            .build());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void isWhatProtobufItselfWrites(Message message) throws Exception {
    String json = MessageJson.of(message);
    assertThat(json).matches("[\n -~]*");
    assertThat(JsonParser.parseString(json))
        .isEqualTo(
            JsonParser.parseString(
                JsonFormat.printer().preservingProtoFieldNames().print(message)));
    Message.Builder read = message.newBuilderForType();
    JsonFormat.parser().merge(json, read);
    assertThat(read.build()).isEqualTo(message);
  }

  @Test
  void isReadable() {
    assertThat(
            MessageJson.of(ProbeResult.newBuilder().setRound(3).setFault(Fault.FAULT_OK).build()))
        .isEqualTo(
            """
            {
              "round": "3",
              "fault": "FAULT_OK"
            }\
            """);
  }
}
