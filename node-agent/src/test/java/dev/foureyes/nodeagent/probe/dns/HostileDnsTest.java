package dev.foureyes.nodeagent.probe.dns;

import static dev.foureyes.nodeagent.probe.dns.DnsRun.dns;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.failure;
import static dev.foureyes.nodeagent.probe.dns.DnsRun.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.HostileInput;
import dev.foureyes.nodeagent.peers.RawDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/** Answers that are none: each ends the run in time, with the right one to blame. */
class HostileDnsTest {

  private static final Duration TIMEOUT = Duration.ofMillis(800);
  private static final int QUESTION = 12;

  private static ProbeOutcome ask(Function<byte[], List<byte[]>> answers) throws Exception {
    try (RawDns server = new RawDns(answers)) {
      return run(server.server(), DnsTransport.DNS_TRANSPORT_UDP);
    }
  }

  private static ProbeOutcome run(String server, DnsTransport transport) throws Exception {
    DnsProbe config =
        question("z.example", DnsRecordType.DNS_RECORD_TYPE_A)
            .setServer(server)
            .setTransport(transport)
            .build();
    long start = System.nanoTime();
    ProbeOutcome outcome =
        DnsRun.run(DnsRun.probes(SystemResolvers.ofThisMachine()), config, TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusMillis(250));
    return outcome;
  }

  private static byte[] good(byte[] query) {
    try {
      Message answer = FakeDns.answer(new Message(query));
      for (String data : List.of("10.0.0.1", "10.0.0.2")) {
        answer.addRecord(
            Record.fromString(
                Name.fromString("z.example."), Type.A, DClass.IN, 60, data, Name.root),
            Section.ANSWER);
      }
      return answer.toWire();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] changed(byte[] bytes, int at, int... values) {
    byte[] copy = bytes.clone();
    for (int i = 0; i < values.length; i++) {
      copy[at + i] = (byte) values[i];
    }
    return copy;
  }

  @Test
  void forgedAnswersBeforeTheRightOneAreLeftAside() throws Exception {
    ProbeOutcome outcome =
        ask(query -> {
          byte[] good = good(query);
          return List.of(
              changed(good, 0, ~good[0], ~good[1]), // another id
              changed(good, QUESTION + 1, 'y'), // another name
              changed(good, 2, 0), // a query
              new byte[] {good[0], good[1]},
              new byte[0],
              good);
        });
    assertThat(outcome).as("%s", dns(outcome)).isInstanceOf(ProbeOutcome.Passed.class);
    assertThat(dns(outcome).getAnswerCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, QUESTION + 1})
  void answersToOtherQuestionsAloneAreTheTargets(int at) throws Exception {
    ProbeOutcome outcome =
        ask(query -> {
          byte[] good = good(query);
          return List.of(changed(good, at, good[at] ^ 1), changed(good, at, good[at] ^ 2));
        });
    assertThat(failure(outcome).sentence())
        .endsWith(" sent 2 answers to other questions and none to this one within 800 ms");
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
  }

  @Test
  void compressionLoopEndsAtOnce() throws Exception {
    ProbeOutcome outcome = ask(query -> List.of(changed(good(query), QUESTION, 0xc0, QUESTION)));
    assertThat(failure(outcome).sentence())
        .contains("sent what is not a DNS answer: bad compression");
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 8, 10})
  void countOfRecordsThatAreNotThereIsNoAnswer(int count) throws Exception {
    ProbeOutcome outcome = ask(query -> List.of(changed(good(query), count, 0xff, 0xff)));
    assertThat(failure(outcome).sentence()).contains("sent what is not a DNS answer");
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
  }

  @Test
  void answerThatIsCutAnywhereIsNoAnswer() throws Exception {
    byte[] query =
        DnsWire.query(Name.fromString("z.example."), Type.A, DnsWire.Kind.RECURSIVE).toWire();
    byte[] good = good(query);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThat(failsToParse(cut)).as("%d of %d bytes", length, good.length).isTrue();
    }
    ProbeOutcome outcome = ask(asked -> List.of(Arrays.copyOf(good(asked), good.length - 3)));
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
  }

  private static boolean failsToParse(byte[] bytes) {
    try {
      DnsWire.parse(bytes);
      return false;
    } catch (WireParseException e) {
      return true;
    }
  }

  @Test
  void moreThanAQueryAllowsIsNoAnswer() throws Exception {
    ProbeOutcome outcome = ask(query -> List.of(Arrays.copyOf(good(query), 60_000)));
    assertThat(failure(outcome).sentence())
        .endsWith("sent what is not a DNS answer: more than 4096 bytes over UDP");
    assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
  }

  @Test
  void answerAfterTheDeadlineIsThePaths() throws Exception {
    try (FakeDns late =
        new FakeDns(query -> {
          LockSupport.parkNanos(TIMEOUT.plusMillis(100).toNanos());
          return Optional.of(FakeDns.answer(query));
        })) {
      ProbeOutcome outcome = run(late.server(), DnsTransport.DNS_TRANSPORT_UDP);
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_PATH);
      assertThat(dns(outcome).hasResolutionMs()).isFalse();
    }
  }

  @Test
  void garbageOverTcpIsTheTargets() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.socket().getInputStream().read(new byte[512]);
          connection.write("HTTP/1.1 400 Bad Request\r\n\r\n" + "x".repeat(20_000));
        })) {
      ProbeOutcome outcome = run("127.0.0.1:" + server.port(), DnsTransport.DNS_TRANSPORT_TCP);
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_TARGET);
    }
  }

  @Test
  void changedAnswersAreReadOrRefusedAndNothingElse() throws Exception {
    AtomicInteger read = new AtomicInteger();
    HostileInput.of("dns", 4 << 20)
        .refusedWith(WireParseException.class)
        .check(bytes -> {
          DnsResult.Builder result = DnsResult.newBuilder();
          DnsReport.describe(DnsWire.parse(bytes), "udp", result);
          assertThat(result.build().getSerializedSize()).isLessThan(50_000);
          read.incrementAndGet();
        });
    assertThat(read).as("some are read").hasValueGreaterThan(1_000);
  }
}
