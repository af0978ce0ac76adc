package dev.foureyes.control.test;

import dev.foureyes.control.database.Database;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PingProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.control.v1.Test;
import java.util.ArrayList;
import java.util.List;

/** Tests of every kind that are as they should be. */
public final class TestFixture {

  private TestFixture() {}

  /** One whose id and name are the same, and that asks for that. */
  public static Test.Builder http(String id) {
    return of(
        id,
        ProbeConfig.newBuilder()
            .setHttp(HttpProbe.newBuilder().setUrl("https://www.example.org/" + id)));
  }

  static Test.Builder tcp(String id) {
    return of(
        id,
        ProbeConfig.newBuilder()
            .setTcp(TcpProbe.newBuilder().setHost("www.example.org").setPort(443)));
  }

  static Test.Builder dns(String id) {
    return of(
        id, ProbeConfig.newBuilder().setDns(DnsProbe.newBuilder().setName("www.example.org")));
  }

  static Test.Builder ping(String id) {
    return of(
        id, ProbeConfig.newBuilder().setPing(PingProbe.newBuilder().setHost("www.example.org")));
  }

  static Test.Builder path(String id) {
    return of(
        id, ProbeConfig.newBuilder().setPath(PathProbe.newBuilder().setHost("www.example.org")));
  }

  static Test.Builder bgp(String id) {
    return of(
        id,
        ProbeConfig.newBuilder()
            .setBgp(
                BgpProbe.newBuilder()
                    .setHost("rr1.example.org")
                    .setLocalAs(64_501)
                    .setPeerAs(64_500)));
  }

  static Test.Builder agent(String id) {
    return of(id, ProbeConfig.newBuilder().setAgent(AgentProbe.getDefaultInstance()));
  }

  static Test.Builder page(String id) {
    return of(
        id,
        ProbeConfig.newBuilder()
            .setPage(PageProbe.newBuilder().setUrl("https://www.example.org/")));
  }

  /** A visitor who signs in. */
  static Test.Builder transaction(String id) {
    TransactionProbe.Builder transaction = TransactionProbe.newBuilder();
    transaction.addStepsBuilder().getOpenBuilder().setUrl("https://www.example.org/");
    var fill = transaction.addStepsBuilder().getFillBuilder();
    fill.getElementBuilder().setLabel("Password");
    fill.getSecretBuilder().setName("shop-password");
    transaction.addStepsBuilder().getClickBuilder().getElementBuilder().setText("Sign in");
    return of(id, ProbeConfig.newBuilder().setTransaction(transaction));
  }

  private static Test.Builder of(String id, ProbeConfig.Builder probe) {
    return Test.newBuilder()
        .setId(id)
        .setName(id)
        .setProbe(probe)
        .setIntervalMs(60_000)
        .setTimeoutMs(5_000)
        .setVersion(1);
  }

  /** Puts so many tests, {@code test-0000} and on, into the database. */
  public static List<Test> putMany(Database database, Scope scope, int count) {
    List<Test> tests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tests.add(http("test-%04d".formatted(i)).build());
    }
    put(database, scope, tests);
    return tests;
  }

  /** Puts tests into the database, in one transaction and without telling anybody. */
  public static void put(Database database, Scope scope, List<Test> tests) {
    database.write(handle -> {
      tests.forEach(test -> TestRepository.put(handle, scope, test, 1));
      return tests.size();
    });
  }
}
