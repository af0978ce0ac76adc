package dev.foureyes.control.system;

import dev.foureyes.control.system.Observation.Job;
import dev.foureyes.control.system.Observation.Store;
import dev.foureyes.model.Scope;
import dev.foureyes.model.request.ScopeMetadata;
import dev.foureyes.proto.results.v1.GetStoreStatusRequest;
import dev.foureyes.proto.results.v1.GetStoreStatusResponse;
import dev.foureyes.proto.results.v1.ResultServiceGrpc;
import dev.foureyes.proto.results.v1.ResultServiceGrpc.ResultServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Looks at the parts of the installation. */
final class SystemProbe {

  private static final int TIMEOUT_MS = 2_500;
  private static final List<String> JOBS =
      List.of(ComponentStates.INGEST, ComponentStates.ALERTING);

  private final Admin admin;
  private final ResultServiceBlockingStub store;

  SystemProbe(Admin admin, Channel storeChannel) {
    this.admin = admin;
    Metadata metadata = new Metadata();
    metadata.put(ScopeMetadata.ORG, Scope.DEFAULT_ORG);
    this.store =
        ResultServiceGrpc.newBlockingStub(storeChannel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  Observation look() throws InterruptedException {
    Optional<String> eventLogError = lookAtEventLog();
    Map<String, Job> jobs = new HashMap<>();
    if (eventLogError.isEmpty()) {
      for (String job : JOBS) {
        lookAtJob(job).ifPresent(seen -> jobs.put(job, seen));
      }
    }
    return new Observation(eventLogError, jobs, lookAtStore());
  }

  private Optional<String> lookAtEventLog() throws InterruptedException {
    try {
      admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
          .nodes()
          .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(sentence(e.getCause() == null ? e : e.getCause()));
    } catch (TimeoutException e) {
      return Optional.of(sentence(e));
    }
  }

  /** The client's own limit and ours run out at about the same time; people get one sentence. */
  private static String sentence(Throwable cause) {
    return cause instanceof TimeoutException
            || cause instanceof org.apache.kafka.common.errors.TimeoutException
        ? "no answer within " + TIMEOUT_MS + " ms"
        : String.valueOf(cause.getMessage());
  }

  private Optional<Job> lookAtJob(String job) throws InterruptedException {
    String group = "foureyes-" + job;
    try {
      ConsumerGroupDescription description =
          admin
              .describeConsumerGroups(List.of(group))
              .describedGroups()
              .values()
              .iterator()
              .next()
              .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
      return Optional.of(new Job(!description.members().isEmpty(), lag(committed)));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty(); // no such group yet, or the log is on its way down
    }
  }

  private long lag(Map<TopicPartition, OffsetAndMetadata> committed)
      throws InterruptedException, ExecutionException, TimeoutException {
    var ends =
        admin
            .listOffsets(
                committed.keySet().stream()
                    .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    long lag = 0;
    for (var end : ends.entrySet()) {
      OffsetAndMetadata at = committed.get(end.getKey());
      if (at != null) {
        lag += Math.max(0, end.getValue().offset() - at.offset());
      }
    }
    return lag;
  }

  private Optional<Store> lookAtStore() {
    try {
      GetStoreStatusResponse status =
          store
              .withDeadlineAfter(TIMEOUT_MS, TimeUnit.MILLISECONDS)
              .getStoreStatus(GetStoreStatusRequest.getDefaultInstance());
      return Optional.of(new Store(status.getProblem(), status.getLagRecords()));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }
}
