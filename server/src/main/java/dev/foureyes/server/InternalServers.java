package dev.foureyes.server;

import dev.foureyes.model.request.ScopeMetadata;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Servers for our own processes, and channels to them: within the process where both ends are
 * there, else over TCP, where the caller has to show the installation's {@link InternalSecret}.
 * What is said is not encrypted: such processes belong on a network of their own.
 */
final class InternalServers {

  private static final int QUERY_THREADS = 4;
  private static final int REGISTRY_THREADS = 4;
  private static final Duration RECONNECT_INTERVAL = Duration.ofSeconds(1);
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private InternalServers() {}

  /**
   * Queries of results take the organisation from the call's metadata, and hold their thread: so
   * they have few, of their own.
   */
  static ServerServiceDefinition queries(BindableService service) {
    return ServerInterceptors.intercept(service, new ScopeMetadata());
  }

  static ExecutorService queryThreads() {
    return Executors.newFixedThreadPool(
        QUERY_THREADS, Thread.ofPlatform().daemon().name("query-", 0).factory());
  }

  static ExecutorService registryThreads() {
    return Executors.newFixedThreadPool(
        REGISTRY_THREADS, Thread.ofPlatform().daemon().name("registry-", 0).factory());
  }

  static Server within(String name, ServerServiceDefinition service, ExecutorService threads) {
    return start(
        InProcessServerBuilder.forName(name).executor(threads).addService(service).build(), name);
  }

  static ManagedChannel toWithin(String name) {
    return InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  static Server onPort(
      int port, ServerServiceDefinition service, ExecutorService threads, InternalSecret secret) {
    Server server =
        NettyServerBuilder.forPort(port)
            .executor(threads)
            .intercept(secret.required())
            .addService(service)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .build();
    return start(server, "port " + port);
  }

  static ManagedChannel toAddress(String address, InternalSecret secret) {
    return PromptReconnect.every(
        RECONNECT_INTERVAL,
        NettyChannelBuilder.forTarget(address)
            .usePlaintext()
            .intercept(secret.shown())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(20, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .build());
  }

  private static Server start(Server server, String where) {
    try {
      return server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "internal server: " + where + " (expected: a port that is free)", e);
    }
  }
}
