package dev.foureyes.benchmarks;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** What is checked: a small page over HTTPS with an ECDSA certificate, and a plain port. */
final class HttpsTarget implements AutoCloseable {

  private static final String PASSWORD = "changeit";
  private static final byte[] PAGE = "<p>It works.</p>".repeat(64).getBytes(StandardCharsets.UTF_8);
  private static final int BACKLOG = 1_000;

  private final HttpsServer https;
  private final HttpServer plain;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private HttpsTarget(SSLContext context) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    https = HttpsServer.create(any, BACKLOG);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    plain = HttpServer.create(any, BACKLOG);
    for (HttpServer server : new HttpServer[] {https, plain}) {
      server.createContext(
          "/",
          exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, PAGE.length);
            exchange.getResponseBody().write(PAGE);
            exchange.close();
          });
      server.setExecutor(threads);
      server.start();
    }
  }

  static HttpsTarget start(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path store = directory.resolve("key.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "target",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new HttpsTarget(context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  String url() {
    return "https://127.0.0.1:" + https.getAddress().getPort() + "/";
  }

  int plainPort() {
    return plain.getAddress().getPort();
  }

  @Override
  public void close() {
    https.stop(0);
    plain.stop(0);
    threads.close();
  }
}
