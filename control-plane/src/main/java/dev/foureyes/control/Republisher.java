package dev.foureyes.control;

import dev.foureyes.control.database.Database;
import dev.foureyes.control.node.NodeRepository;
import dev.foureyes.control.rule.AlertRuleRepository;
import dev.foureyes.control.test.TestRepository;
import dev.foureyes.model.Scope;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a topic of declared configuration everything again when the topic is another than the one
 * that was told: the event log was made anew, and the database is where the truth lies.
 */
final class Republisher {

  private static final Logger log = LoggerFactory.getLogger(Republisher.class);
  private static final List<Topic<?>> DECLARED =
      List.of(Topics.TESTS, Topics.NODES, Topics.ALERT_RULES);

  private final Database database;

  Republisher(Database database) {
    this.database = database;
  }

  /**
   * Fills the outbox where that is needed.
   *
   * @param topicIds identity of each topic, by name
   */
  void publishAnew(Map<String, String> topicIds, Scope scope) {
    database.write(handle -> {
      for (Topic<?> topic : DECLARED) {
        String id = Objects.requireNonNull(topicIds.get(topic.name()), topic.name());
        if (!isKnown(handle, topic, id)) {
          publishAll(handle, scope, topic);
          remember(handle, topic, id);
          log.atInfo().addKeyValue("topic", topic).log("configuration is told to a new topic");
        }
      }
      return true;
    });
  }

  private static boolean isKnown(Handle handle, Topic<?> topic, String id) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT 1 FROM installation WHERE name = :name AND value = :id)")
        .bind("name", "topic:" + topic.name())
        .bind("id", id)
        .mapTo(Boolean.class)
        .one();
  }

  private static void publishAll(Handle handle, Scope scope, Topic<?> topic) {
    if (topic.equals(Topics.TESTS)) {
      TestRepository.allStored(handle, scope)
          .forEach(stored -> TestRepository.publish(handle, scope, stored.test()));
    } else if (topic.equals(Topics.NODES)) {
      NodeRepository.all(handle, scope)
          .forEach(node -> NodeRepository.publish(handle, scope, node));
    } else {
      AlertRuleRepository.all(handle, scope)
          .forEach(rule -> AlertRuleRepository.publish(handle, scope, rule));
    }
  }

  private static void remember(Handle handle, Topic<?> topic, String id) {
    handle
        .createUpdate("INSERT OR REPLACE INTO installation (name, value) VALUES (:name, :id)")
        .bind("name", "topic:" + topic.name())
        .bind("id", id)
        .execute();
  }
}
