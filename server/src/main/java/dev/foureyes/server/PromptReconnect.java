package dev.foureyes.server;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Lets a channel look for a server that is away at short, even intervals. By itself it would wait
 * longer each time, up to two minutes: right for the internet, not for a process of ours that
 * somebody has restarted.
 */
final class PromptReconnect {

  private final ManagedChannel channel;
  private final Executor later;

  private PromptReconnect(ManagedChannel channel, Executor later) {
    this.channel = channel;
    this.later = later;
  }

  /** The channel, watched until it is shut down. */
  static ManagedChannel every(Duration interval, ManagedChannel channel) {
    Executor later = CompletableFuture.delayedExecutor(interval.toMillis(), TimeUnit.MILLISECONDS);
    new PromptReconnect(channel, later).watch();
    return channel;
  }

  private void watch() {
    ConnectivityState state = channel.getState(false);
    switch (state) {
      case TRANSIENT_FAILURE -> later.execute(this::again); // it stays in this state while it tries
      case SHUTDOWN -> {}
      case IDLE, CONNECTING, READY -> channel.notifyWhenStateChanged(state, this::watch);
    }
  }

  private void again() {
    channel.resetConnectBackoff();
    watch();
  }
}
