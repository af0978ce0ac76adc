package dev.foureyes.control.node;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.access.Answers;
import dev.foureyes.control.access.Caller;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.FieldMasks;
import dev.foureyes.control.database.PageTokens;
import dev.foureyes.control.node.EnrolmentRegistry.NodeChanges;
import dev.foureyes.control.node.NodeStatusRepository.Stored;
import dev.foureyes.control.test.Labels;
import dev.foureyes.model.Scope;
import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.control.v1.DeleteNodeRequest;
import dev.foureyes.proto.control.v1.DeleteNodeResponse;
import dev.foureyes.proto.control.v1.GetNodeRequest;
import dev.foureyes.proto.control.v1.ListNodesRequest;
import dev.foureyes.proto.control.v1.ListNodesResponse;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.NodeServiceGrpc;
import dev.foureyes.proto.control.v1.RevokeNodeRequest;
import dev.foureyes.proto.control.v1.UpdateNodeRequest;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes of the caller's organisation. */
public final class NodeApi extends NodeServiceGrpc.NodeServiceImplBase {

  /** Characters of a name, as the contract has it. */
  static final int MAX_NAME = 100;

  private static final Logger log = LoggerFactory.getLogger(NodeApi.class);

  private final Database database;
  private final NodeChanges changes;
  private final InstantSource clock;

  public NodeApi(Database database, NodeChanges changes, InstantSource clock) {
    this.database = database;
    this.changes = changes;
    this.clock = clock;
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          int size = PageTokens.pageSize(request.getPageSize(), PageTokens.DEFAULT_PAGE);
          String after = PageTokens.decode(request.getPageToken());
          return database.read(handle -> {
            List<Node> nodes =
                NodeRepository.page(handle, scope, request.getSearch(), after, size + 1);
            ListNodesResponse.Builder response =
                ListNodesResponse.newBuilder()
                    .setTotalSize(NodeRepository.count(handle, scope, request.getSearch()))
                    .setOnlineSize(
                        NodeStatusRepository.countOnline(handle, scope, clock.instant()));
            if (nodes.size() > size) {
              nodes = nodes.subList(0, size);
              response.setNextPageToken(PageTokens.encode(nodes.getLast().getName()));
            }
            Map<String, Stored> statuses =
                NodeStatusRepository.findAll(
                    handle, scope, nodes.stream().map(Node::getId).toList());
            nodes.forEach(node ->
                response.addNodes(with(statuses.getOrDefault(node.getId(), Stored.NONE), node)));
            return response.build();
          });
        });
  }

  private Node withStatus(Handle handle, Scope scope, Node node) {
    return with(NodeStatusRepository.find(handle, scope, node.getId()), node);
  }

  private Node with(Stored stored, Node node) {
    return node.toBuilder()
        .setStatus(NodeStatusUpdates.asOf(stored.status(), clock.instant()))
        .build();
  }

  @Override
  public void getNode(GetNodeRequest request, StreamObserver<Node> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          return database.read(
              handle -> withStatus(handle, scope, find(handle, scope, request.getNodeId())));
        });
  }

  private static Node find(Handle handle, Scope scope, String id) {
    return NodeRepository.find(handle, scope, id)
        .orElseThrow(() -> Answers.notFound("node_id", id, "a node of this organisation"));
  }

  @Override
  public void updateNode(UpdateNodeRequest request, StreamObserver<Node> observer) {
    Answers.answer(
        observer,
        () ->
            change(
                request.getNodeId(),
                (handle, before) -> {
                  Node after =
                      FieldMasks.apply(
                          before,
                          request.getNode(),
                          request.getUpdateMask(),
                          List.of("name", "labels"));
                  Violations violations = new Violations();
                  String name = after.getName();
                  violations.check(
                      !name.isBlank() && name.length() <= MAX_NAME && name.strip().equals(name),
                      "node.name",
                      name,
                      "1 to " + MAX_NAME + " characters, without space at either end");
                  violations.check(
                      !NodeRepository.isNameTaken(
                          handle, Caller.current().scope(), name, after.getId()),
                      "node.name",
                      name,
                      "a name that no other node has");
                  Labels.check(violations, "node.labels", after.getLabelsMap());
                  violations.throwIfAny();
                  return after;
                }));
  }

  @FunctionalInterface
  private interface Change {
    Node of(Handle handle, Node before);
  }

  private Node change(String nodeId, Change change) {
    Scope scope = Caller.current().scope();
    Node changed =
        database.write(handle -> {
          Node before = find(handle, scope, nodeId);
          Node after =
              change.of(handle, before).toBuilder()
                  .setVersion(before.getVersion() + 1)
                  .setUpdatedAt(Timestamps.fromMillis(clock.millis()))
                  .build();
          NodeRepository.put(handle, scope, after);
          return withStatus(handle, scope, after);
        });
    changes.changed(scope, nodeId);
    return changed;
  }

  @Override
  public void revokeNode(RevokeNodeRequest request, StreamObserver<Node> observer) {
    Answers.answer(
        observer,
        () -> {
          Node revoked =
              change(request.getNodeId(), (_, node) -> node.toBuilder().setRevoked(true).build());
          log.atInfo()
              .addKeyValue("node", revoked.getId())
              .addKeyValue("by", Caller.current().name())
              .log("node revoked");
          return revoked;
        });
  }

  @Override
  public void deleteNode(DeleteNodeRequest request, StreamObserver<DeleteNodeResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          database.write(handle -> {
            find(handle, scope, request.getNodeId());
            NodeStatusRepository.delete(handle, scope, request.getNodeId());
            return NodeRepository.delete(handle, scope, request.getNodeId());
          });
          changes.changed(scope, request.getNodeId());
          log.atInfo()
              .addKeyValue("node", request.getNodeId())
              .addKeyValue("by", Caller.current().name())
              .log("node deleted");
          return DeleteNodeResponse.getDefaultInstance();
        });
  }
}
