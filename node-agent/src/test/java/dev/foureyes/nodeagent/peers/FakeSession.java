package dev.foureyes.nodeagent.peers;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.node.v1.AssignmentAck;
import dev.foureyes.proto.node.v1.AssignmentDiff;
import dev.foureyes.proto.node.v1.AssignmentSnapshot;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectRequest.MessageCase;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.Drain;
import dev.foureyes.proto.node.v1.DrainReason;
import dev.foureyes.proto.node.v1.FlowControl;
import dev.foureyes.proto.node.v1.HeartbeatReply;
import dev.foureyes.proto.node.v1.Hello;
import dev.foureyes.proto.node.v1.Record;
import dev.foureyes.proto.node.v1.RecordList;
import dev.foureyes.proto.node.v1.ResultAck;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.proto.node.v1.Welcome;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** One stream as the gateway sees it. */
public final class FakeSession implements StreamObserver<ConnectRequest> {

  private static final long PATIENCE_MS = 10_000;

  private final ServerCallStreamObserver<ConnectResponse> responses;
  private final List<X509Certificate> peer;
  private final BlockingQueue<ConnectRequest> received = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean acknowledges;
  private volatile boolean repliesToHeartbeats = true;

  FakeSession(ServerCallStreamObserver<ConnectResponse> responses, List<X509Certificate> peer) {
    this.responses = responses;
    this.peer = peer;
  }

  public List<X509Certificate> peer() {
    return peer;
  }

  /** From now on every batch is acknowledged when it arrives. */
  public FakeSession acknowledging() {
    acknowledges = true;
    return this;
  }

  public void ignoreHeartbeats() {
    repliesToHeartbeats = false;
  }

  @Override
  public void onNext(ConnectRequest request) {
    received.add(request);
    if (acknowledges && request.hasBatch()) {
      acknowledge(request.getBatch().getFirstSeq() + request.getBatch().getCount());
    }
    if (repliesToHeartbeats && request.hasHeartbeat()) {
      send(
          ConnectResponse.newBuilder()
              .setHeartbeatReply(
                  HeartbeatReply.newBuilder()
                      .setNodeClock(request.getHeartbeat().getClock())
                      .setServerClock(NodeClock.system().timestamp()))
              .build());
    }
  }

  @Override
  public void onError(Throwable thrown) {
    ended.countDown();
  }

  @Override
  public void onCompleted() {
    ended.countDown();
    synchronized (responses) {
      responses.onCompleted();
    }
  }

  public void send(ConnectResponse response) {
    synchronized (responses) {
      if (!responses.isCancelled()) {
        responses.onNext(response);
      }
    }
  }

  public void fail(Throwable thrown) {
    synchronized (responses) {
      responses.onError(thrown);
    }
  }

  public void complete() {
    synchronized (responses) {
      responses.onCompleted();
    }
  }

  public static Welcome.Builder aWelcome() {
    return Welcome.newBuilder()
        .setSessionId("s")
        .setClock(NodeClock.system().timestamp())
        .setHeartbeatIntervalMs(300)
        .setFlowControl(
            FlowControl.newBuilder()
                .setMaxBatchesInFlight(4)
                .setMaxRecordsPerBatch(100)
                .setMaxBatchBytes(1 << 20));
  }

  /** Waits for the hello and sends a welcome and a snapshot. */
  public Hello welcome(long revision, Assignment... assignments) throws InterruptedException {
    Hello hello = next(MessageCase.HELLO).getHello();
    send(ConnectResponse.newBuilder().setWelcome(aWelcome()).build());
    snapshot(revision, assignments);
    return hello;
  }

  public void snapshot(long revision, Assignment... assignments) {
    send(
        ConnectResponse.newBuilder()
            .setSnapshot(
                AssignmentSnapshot.newBuilder()
                    .setRevision(revision)
                    .addAllAssignments(List.of(assignments))
                    .setLast(true))
            .build());
  }

  public void diff(long base, long revision, List<Assignment> changed, List<String> removed) {
    send(
        ConnectResponse.newBuilder()
            .setDiff(
                AssignmentDiff.newBuilder()
                    .setBaseRevision(base)
                    .setRevision(revision)
                    .addAllChanged(changed)
                    .addAllRemovedTestIds(removed))
            .build());
  }

  public void acknowledge(long nextSeq) {
    send(
        ConnectResponse.newBuilder()
            .setResultAck(ResultAck.newBuilder().setNextSeq(nextSeq))
            .build());
  }

  public void drain(int reconnectAfterMs, DrainReason reason) {
    send(
        ConnectResponse.newBuilder()
            .setDrain(Drain.newBuilder().setReconnectAfterMs(reconnectAfterMs).setReason(reason))
            .build());
  }

  /** The next message of a kind; others before it are passed over. */
  public ConnectRequest next(MessageCase kind) throws InterruptedException {
    long end = System.nanoTime() + MILLISECONDS.toNanos(PATIENCE_MS);
    while (true) {
      ConnectRequest request =
          received.poll(end - System.nanoTime(), java.util.concurrent.TimeUnit.NANOSECONDS);
      if (request == null) {
        throw new AssertionError("no " + kind + " from the node within " + PATIENCE_MS + " ms");
      }
      if (request.getMessageCase() == kind) {
        return request;
      }
    }
  }

  public ResultBatch nextBatch() throws InterruptedException {
    return next(MessageCase.BATCH).getBatch();
  }

  public AssignmentAck nextAssignmentAck() throws InterruptedException {
    return next(MessageCase.ASSIGNMENT_ACK).getAssignmentAck();
  }

  /** Whether a message of a kind has come that nobody has taken. */
  public boolean has(MessageCase kind) {
    return received.stream().anyMatch(request -> request.getMessageCase() == kind);
  }

  public static List<Record> records(ResultBatch batch) {
    try {
      return RecordList.parseFrom(batch.getRecords()).getRecordsList();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the node has ended the stream. */
  public void awaitEnd() throws InterruptedException {
    if (!ended.await(PATIENCE_MS, MILLISECONDS)) {
      throw new AssertionError("the node did not end the stream");
    }
  }
}
