package dev.foureyes.control.rule;

import dev.foureyes.control.database.EntityTable;
import dev.foureyes.control.outbox.Outbox;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Alert rules in the database. A change is noted for the event log in the same transaction. */
public final class AlertRuleRepository {

  private static final EntityTable<AlertRule> TABLE =
      new EntityTable<>("alert_rules", AlertRule.parser());

  private AlertRuleRepository() {}

  static Optional<AlertRule> find(Handle handle, Scope scope, String id) {
    return TABLE.find(handle, scope, id);
  }

  public static List<AlertRule> all(Handle handle, Scope scope) {
    return TABLE.all(handle, scope);
  }

  static List<AlertRule> page(Handle handle, Scope scope, String afterName, int limit) {
    return TABLE.page(handle, scope, afterName, limit, "", Map.of());
  }

  static int count(Handle handle, Scope scope) {
    return TABLE.count(handle, scope, "", Map.of());
  }

  static boolean isNameTaken(Handle handle, Scope scope, String name, String byOtherThan) {
    return TABLE.isNameTaken(handle, scope, name, byOtherThan);
  }

  static void put(Handle handle, Scope scope, AlertRule rule) {
    TABLE.put(handle, scope, rule.getId(), rule.getName(), rule, Map.of());
    publish(handle, scope, rule);
  }

  /** Tells the event log of a rule as it is. */
  public static void publish(Handle handle, Scope scope, AlertRule rule) {
    Outbox.add(handle, Topics.ALERT_RULES, EventKey.of(scope.org(), rule.getId()), rule);
  }

  static boolean delete(Handle handle, Scope scope, String id) {
    boolean deleted = TABLE.delete(handle, scope, id);
    if (deleted) {
      Outbox.add(handle, Topics.ALERT_RULES, EventKey.of(scope.org(), id), null);
    }
    return deleted;
  }
}
