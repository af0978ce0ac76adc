package dev.foureyes.control.access;

import dev.foureyes.control.database.Database;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Role;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;

/** Services in process behind the real guard, as users reach them. */
public final class GuardedApi implements AutoCloseable {

  private final Server server;
  private final ManagedChannel channel;
  private final Callers callers;

  public GuardedApi(Database database, InstantSource clock, BindableService... services) {
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder builder =
        InProcessServerBuilder.forName(name).intercept(new AccessGuard(database, clock));
    List.of(services).forEach(builder::addService);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = InProcessChannelBuilder.forName(name).build();
    callers = new Callers(database, clock);
  }

  /** For a program of an organisation, in a role. */
  public Channel as(Role role, Scope scope) {
    return with(callers.token(role, scope));
  }

  /** For whoever sends this. */
  public Channel with(Metadata metadata) {
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  public Channel asNobody() {
    return channel;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
