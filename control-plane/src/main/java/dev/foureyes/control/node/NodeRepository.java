package dev.foureyes.control.node;

import dev.foureyes.control.database.EntityTable;
import dev.foureyes.control.outbox.Outbox;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Enrolled nodes in the database, without their status. A change is noted for the event log in the
 * same transaction.
 */
public final class NodeRepository {

  private static final EntityTable<Node> TABLE = new EntityTable<>("nodes", Node.parser());

  private NodeRepository() {}

  public static Optional<Node> find(Handle handle, Scope scope, String id) {
    return TABLE.find(handle, scope, id);
  }

  public static List<Node> all(Handle handle, Scope scope) {
    return TABLE.all(handle, scope);
  }

  /** Those that are not revoked. */
  public static List<Node> active(Handle handle, Scope scope) {
    return all(handle, scope).stream().filter(node -> !node.getRevoked()).toList();
  }

  static List<Node> page(Handle handle, Scope scope, String search, String afterName, int limit) {
    return TABLE.page(handle, scope, afterName, limit, condition(search), bindings(search));
  }

  static int count(Handle handle, Scope scope, String search) {
    return TABLE.count(handle, scope, condition(search), bindings(search));
  }

  private static String condition(String search) {
    return search.isEmpty()
        ? ""
        : """
        (instr(e.search, :search) > 0 OR EXISTS (SELECT 1 FROM node_status s
          WHERE s.org = e.org AND s.node_id = e.id AND instr(s.search, :search) > 0))
        """;
  }

  private static Map<String, Object> bindings(String search) {
    return search.isEmpty() ? Map.of() : Map.of("search", search.toLowerCase(Locale.ROOT));
  }

  static boolean isNameTaken(Handle handle, Scope scope, String name, String byOtherThan) {
    return TABLE.isNameTaken(handle, scope, name, byOtherThan);
  }

  static void put(Handle handle, Scope scope, Node node) {
    Node declared = node.toBuilder().clearStatus().build();
    String search = node.getName().toLowerCase(Locale.ROOT);
    TABLE.put(handle, scope, node.getId(), node.getName(), declared, Map.of("search", search));
    publish(handle, scope, declared);
  }

  /** Tells the event log of a node as it is. */
  public static void publish(Handle handle, Scope scope, Node node) {
    Outbox.add(handle, Topics.NODES, EventKey.of(scope.org(), node.getId()), node);
  }

  static boolean delete(Handle handle, Scope scope, String id) {
    boolean deleted = TABLE.delete(handle, scope, id);
    if (deleted) {
      Outbox.add(handle, Topics.NODES, EventKey.of(scope.org(), id), null);
    }
    return deleted;
  }
}
