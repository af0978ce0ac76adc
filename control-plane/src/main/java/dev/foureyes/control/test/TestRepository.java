package dev.foureyes.control.test;

import dev.foureyes.control.database.EntityTable;
import dev.foureyes.control.outbox.Outbox;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tests in the database. A change is noted for the event log in the same transaction. */
public final class TestRepository {

  private static final EntityTable<Test> TABLE = new EntityTable<>("tests", Test.parser());

  /** A test, and the version of what nodes need to know of it. */
  public record Stored(Test test, long configVersion) {}

  private TestRepository() {}

  public static Optional<Test> find(Handle handle, Scope scope, String id) {
    return TABLE.find(handle, scope, id);
  }

  /** Empty when there is no such test. */
  public static Optional<Stored> findStored(Handle handle, Scope scope, String id) {
    return find(handle, scope, id).map(test -> new Stored(test, configVersion(handle, scope, id)));
  }

  public static List<Stored> allStored(Handle handle, Scope scope) {
    return TABLE.all(handle, scope).stream()
        .map(test -> new Stored(test, configVersion(handle, scope, test.getId())))
        .toList();
  }

  private static long configVersion(Handle handle, Scope scope, String id) {
    return handle
        .createQuery("SELECT config_version FROM tests WHERE org = :org AND id = :id")
        .bind("org", scope.org())
        .bind("id", id)
        .mapTo(Long.class)
        .one();
  }

  static List<Test> page(Handle handle, Scope scope, String search, String afterName, int limit) {
    return TABLE.page(handle, scope, afterName, limit, condition(search), bindings(search));
  }

  static int count(Handle handle, Scope scope, String search) {
    return TABLE.count(handle, scope, condition(search), bindings(search));
  }

  private static String condition(String search) {
    return search.isEmpty() ? "" : "instr(e.search, :search) > 0";
  }

  private static Map<String, Object> bindings(String search) {
    return search.isEmpty() ? Map.of() : Map.of("search", search.toLowerCase(Locale.ROOT));
  }

  static boolean isNameTaken(Handle handle, Scope scope, String name, String byOtherThan) {
    return TABLE.isNameTaken(handle, scope, name, byOtherThan);
  }

  static void put(Handle handle, Scope scope, Test test, long configVersion) {
    String search = (test.getName() + "\n" + target(test.getProbe())).toLowerCase(Locale.ROOT);
    TABLE.put(
        handle,
        scope,
        test.getId(),
        test.getName(),
        test,
        Map.of("search", search, "config_version", configVersion));
    publish(handle, scope, test);
  }

  /** Tells the event log of a test as it is. */
  public static void publish(Handle handle, Scope scope, Test test) {
    Outbox.add(handle, Topics.TESTS, EventKey.of(scope.org(), test.getId()), test);
  }

  static boolean delete(Handle handle, Scope scope, String id) {
    boolean deleted = TABLE.delete(handle, scope, id);
    if (deleted) {
      Outbox.add(handle, Topics.TESTS, EventKey.of(scope.org(), id), null);
    }
    return deleted;
  }

  /** What a probe is aimed at, for people. */
  private static String target(ProbeConfig probe) {
    return switch (probe.getProbeCase()) {
      case HTTP -> probe.getHttp().getUrl();
      case TCP -> probe.getTcp().getHost() + ":" + probe.getTcp().getPort();
      case DNS -> probe.getDns().getName() + " " + probe.getDns().getServer();
      case PING -> probe.getPing().getHost();
      case PATH -> probe.getPath().getHost();
      case UDP -> probe.getUdp().getHost() + ":" + probe.getUdp().getPort();
      case BGP ->
          probe.getBgp().getHost() + " AS" + Integer.toUnsignedString(probe.getBgp().getPeerAs());
      case AGENT -> "agent-to-agent";
      case PAGE -> probe.getPage().getUrl();
      case TRANSACTION -> opened(probe.getTransaction());
      case PROBE_NOT_SET -> "";
    };
  }

  /** Where a visitor begins; empty before the steps were checked. */
  private static String opened(TransactionProbe transaction) {
    return transaction.getStepsCount() > 0 ? transaction.getSteps(0).getOpen().getUrl() : "";
  }
}
