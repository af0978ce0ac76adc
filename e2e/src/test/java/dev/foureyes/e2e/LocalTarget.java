package dev.foureyes.e2e;

import com.sun.net.httpserver.HttpServer;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on this machine that nodes test. It can go away and come back at the same port. */
final class LocalTarget implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final byte[] PAGE = "all is well\n".getBytes(StandardCharsets.UTF_8);

  private final int port = Ports.free();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server = opened(port, executor);

  private static HttpServer opened(int port, ExecutorService executor) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, PAGE.length);
            exchange.getResponseBody().write(PAGE);
            exchange.close();
          });
      server.setExecutor(executor);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers no more: connections are refused. */
  void goAway() {
    server.stop(0);
  }

  /** Answers again, at the same port. */
  void comeBack() {
    server = opened(port, executor);
  }

  int port() {
    return port;
  }

  String url() {
    return "http://" + HOST + ":" + port + "/";
  }

  /** A probe that fetches its page. */
  ProbeConfig http() {
    return ProbeConfig.newBuilder().setHttp(HttpProbe.newBuilder().setUrl(url())).build();
  }

  /** A probe that opens a connection. */
  ProbeConfig tcp() {
    return ProbeConfig.newBuilder()
        .setTcp(TcpProbe.newBuilder().setHost(HOST).setPort(port))
        .build();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
