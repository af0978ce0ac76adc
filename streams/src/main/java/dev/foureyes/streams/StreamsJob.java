package dev.foureyes.streams;

import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka Streams job from its start to its end.
 *
 * <p>All jobs run exactly-once: what a record leads to (output, state and the place in the input)
 * becomes visible together or not at all. A record that cannot be read or processed goes to the
 * dead letters in that same step, and the job goes on.
 */
public final class StreamsJob implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StreamsJob.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final String name;
  private final KafkaStreams streams;
  private final Counter replacedThreads;

  /**
   * A job that does not run yet.
   *
   * @param name of the job; also its group's and its own topics' name, so it must never change
   */
  public StreamsJob(
      String name,
      Topology topology,
      EventLog eventLog,
      StreamsSettings settings,
      MeterRegistry meters) {
    this.name = name;
    streams = new KafkaStreams(topology, properties(name, eventLog, settings));
    replacedThreads =
        Counter.builder("foureyes.streams.threads.replaced")
            .description("Threads of a job that failed and were replaced")
            .tag("job", name)
            .register(meters);
    Gauge.builder(
            "foureyes.streams.running",
            streams,
            job -> job.state() == KafkaStreams.State.RUNNING ? 1 : 0)
        .description("1 while the job runs, 0 while it starts, rebalances or is stopped")
        .tag("job", name)
        .register(meters);
    Gauge.builder("foureyes.streams.lag.records", streams, StreamsJob::lag)
        .description("Records that the job has not read yet")
        .tag("job", name)
        .register(meters);
    Gauge.builder(
            "foureyes.streams.dead.letters",
            streams,
            job -> sum(job, "stream-thread-metrics", "dropped-records-total"))
        .description("Records that the job could not process, since it started")
        .tag("job", name)
        .register(meters);
    streams.setUncaughtExceptionHandler(this::replaceThread);
    streams.setStateListener((now, before) ->
        log.atInfo()
            .addKeyValue("job", name)
            .addKeyValue("state", now)
            .addKeyValue("before", before)
            .log("job changed state"));
  }

  private StreamThreadExceptionResponse replaceThread(Throwable failure) {
    replacedThreads.increment();
    log.atError()
        .addKeyValue("job", name)
        .setCause(failure)
        .log("a thread of the job failed and is replaced");
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  static Properties properties(String name, EventLog eventLog, StreamsSettings settings) {
    Properties p = new Properties();
    p.putAll(eventLog.common("foureyes-" + name));
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, "foureyes-" + name);
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        Long.toString(settings.commitInterval().toMillis()));
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.toString(settings.threads()));
    p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, Short.toString(settings.replicationFactor()));
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true");
    // Each stated, for their defaults have changed between versions: a record that cannot be read
    // or processed is kept in the dead
    // letters and passed by; a record that cannot be written stops the thread, since passing it by
    // would lose it.
    p.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    p.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueProcessingExceptionHandler.class);
    p.put(
        "processing.exception.handler.global.enabled",
        "true"); // deprecated as a constant, warned of when missing
    p.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        DefaultProductionExceptionHandler.class);
    p.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
    // Without a name of its own, a process that was killed keeps its work for the session timeout
    // (45 s by default).
    p.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
        "foureyes-" + name + "-" + settings.instance().value());
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "10000");
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "2000");
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), "100");
    p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), "5");
    p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), "30000");
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Integer.toString(2 << 20));
    return p;
  }

  private static double lag(KafkaStreams streams) {
    double lag = sum(streams, "consumer-fetch-manager-metrics", "records-lag");
    return Double.isNaN(lag) ? 0 : lag;
  }

  private static double sum(KafkaStreams streams, String group, String metric) {
    double sum = 0;
    for (Map.Entry<MetricName, ? extends Metric> entry : streams.metrics().entrySet()) {
      MetricName name = entry.getKey();
      boolean restore = name.tags().getOrDefault("client-id", "").contains("-restore-consumer");
      if (name.group().equals(group)
          && name.name().equals(metric)
          && !restore
          && entry.getValue().metricValue() instanceof Double value
          && !value.isNaN()) {
        sum += value;
      }
    }
    return sum;
  }

  public void start() {
    streams.start();
  }

  /** Whether it runs and has its work. */
  public boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** The state in one word, for people. */
  public String state() {
    return streams.state().name();
  }

  @Override
  public void close() {
    if (!streams.close(CLOSE_TIMEOUT)) {
      log.atWarn().addKeyValue("job", name).log("the job did not stop in time");
    }
  }
}
