package dev.foureyes.topics;

import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.proto.events.v1.AssignmentRecord;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.proto.events.v1.TrustBundle;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.topics.Topic.Cleanup;
import dev.foureyes.topics.Topic.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All topics of the product, and the only place with their names. {@code docs/topics.md} is made
 * from it.
 *
 * <p>Read from top to bottom it is the way of a result, then the way of configuration.
 */
public final class Topics {

  private static final String GATEWAY = "gateway";
  private static final String INGEST = "ingest";
  private static final String STORE_WRITER = "store writer";
  private static final String ALERTING = "alerting";
  private static final String CONTROL_PLANE = "control plane";
  private static final String YOURS = "your consumer";

  /** Long enough to repair an ingest job that stood still over a weekend. */
  public static final Topic<NodeBatch> NODE_BATCHES =
      new Topic<>(
          "foureyes.node-batches.v1",
          "org / node",
          2,
          ValueCodec.of(NodeBatch.getDefaultInstance()),
          Cleanup.DELETE,
          Optional.of(Duration.ofDays(3)),
          Shape.PARTITIONED,
          "Batches of results as nodes sent them.",
          List.of(GATEWAY),
          List.of(INGEST));

  public static final Topic<Result> RESULTS =
      new Topic<>(
          "foureyes.results.v1",
          "org / test",
          2,
          ValueCodec.of(Result.getDefaultInstance()),
          Cleanup.DELETE,
          Optional.of(Duration.ofDays(7)),
          Shape.PARTITIONED,
          "Every result once, with its node's and its test's name and labels. The product's public feed.",
          List.of(INGEST),
          List.of(STORE_WRITER, ALERTING, CONTROL_PLANE, YOURS));

  public static final Topic<NodeEvent> NODE_EVENTS =
      new Topic<>(
          "foureyes.node-events.v1",
          "org / node",
          2,
          ValueCodec.of(NodeEvent.getDefaultInstance()),
          Cleanup.DELETE,
          Optional.of(Duration.ofDays(7)),
          Shape.PARTITIONED,
          "Sessions, heartbeats, applied assignments and lost results of nodes.",
          List.of(GATEWAY, INGEST),
          List.of(CONTROL_PLANE, YOURS));

  public static final Topic<Incident> INCIDENTS =
      new Topic<>(
          "foureyes.incidents.v1",
          "org / incident",
          2,
          ValueCodec.of(Incident.getDefaultInstance()),
          Cleanup.COMPACT_AND_DELETE,
          Optional.of(Duration.ofDays(400)),
          Shape.PARTITIONED,
          "Every incident, whole, with each event of its life.",
          List.of(ALERTING),
          List.of(CONTROL_PLANE, YOURS));

  public static final Topic<Test> TESTS =
      new Topic<>(
          "foureyes.tests.v1",
          "org / test",
          2,
          ValueCodec.of(Test.getDefaultInstance()),
          Cleanup.COMPACT,
          Optional.empty(),
          Shape.PARTITIONED,
          "Tests as declared. No value: deleted. Partitioned as the results are, so that alerting meets both in one place.",
          List.of(CONTROL_PLANE),
          List.of(INGEST, ALERTING, YOURS));

  public static final Topic<AlertRule> ALERT_RULES =
      new Topic<>(
          "foureyes.alert-rules.v1",
          "org / rule",
          2,
          ValueCodec.of(AlertRule.getDefaultInstance()),
          Cleanup.COMPACT,
          Optional.empty(),
          Shape.SINGLE,
          "Alert rules as declared. No value: deleted.",
          List.of(CONTROL_PLANE),
          List.of(ALERTING));

  public static final Topic<Node> NODES =
      new Topic<>(
          "foureyes.nodes.v1",
          "org / node",
          2,
          ValueCodec.of(Node.getDefaultInstance()),
          Cleanup.COMPACT,
          Optional.empty(),
          Shape.SINGLE,
          "Enrolled nodes: name, labels, accepted certificates, revocation. No value: taken off the list.",
          List.of(CONTROL_PLANE),
          List.of(GATEWAY, INGEST));

  /**
   * Partitioned by node, so that a node's changes stay in order and their offsets are its
   * revisions.
   */
  public static final Topic<AssignmentRecord> ASSIGNMENTS =
      new Topic<>(
          "foureyes.assignments.v1",
          "org / node / test",
          2,
          ValueCodec.of(AssignmentRecord.getDefaultInstance()),
          Cleanup.COMPACT,
          Optional.empty(),
          Shape.PARTITIONED,
          "What each node runs, with the keys that nodes share for tests between them: let nobody read it who need not. No value: it no longer runs that test. Replayed for resync, then followed for changes.",
          List.of(CONTROL_PLANE),
          List.of(GATEWAY, CONTROL_PLANE));

  public static final Topic<TrustBundle> TRUST =
      new Topic<>(
          "foureyes.trust.v1",
          "\"instance\" / \"gateway\"",
          2,
          ValueCodec.of(TrustBundle.getDefaultInstance()),
          Cleanup.COMPACT,
          Optional.empty(),
          Shape.SINGLE,
          "The authorities that nodes recognise a gateway by.",
          List.of(GATEWAY),
          List.of(CONTROL_PLANE));

  public static final Topic<byte[]> DEAD_LETTERS =
      new Topic<>(
          "foureyes.dead-letters.v1",
          "the source's key",
          2,
          ValueCodec.bytes("the source's bytes"),
          Cleanup.DELETE,
          Optional.of(Duration.ofDays(30)),
          Shape.PARTITIONED,
          "Records that could not be processed; headers say where from and why.",
          List.of(INGEST, ALERTING),
          List.of("operators"));

  private Topics() {}

  /** In the order of the catalogue. */
  public static List<Topic<?>> all() {
    return List.of(
        NODE_BATCHES,
        RESULTS,
        NODE_EVENTS,
        INCIDENTS,
        TESTS,
        ALERT_RULES,
        NODES,
        ASSIGNMENTS,
        TRUST,
        DEAD_LETTERS);
  }

  /** The topic of this name, if it is one of ours. */
  public static Optional<Topic<?>> find(String name) {
    for (Topic<?> topic : all()) {
      if (topic.name().equals(name)) {
        return Optional.of(topic);
      }
    }
    return Optional.empty();
  }
}
