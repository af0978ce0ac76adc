package dev.foureyes.nodeagent.peers.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.nodeagent.peers.Pem;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * BIND (UDP, TCP and TLS, ports 53 and 853) and nginx (HTTP/1.1 and HTTP/2 over TLS, port 443) at
 * the target of a {@link RoutedNetwork}, whose host asks that BIND. Needs the Debian packages bind9
 * and nginx-light.
 */
public final class ServersInside implements AutoCloseable {

  /** Has the addresses of the target, and the certificate. */
  public static final String NAME = "web.test";

  /** What nginx serves at {@code /body}: several round trips long. */
  public static final int BODY_BYTES = 200_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final RoutedNetwork network;
  private final TestAuthority authority = new TestAuthority("Servers inside");
  private final List<Process> processes = new ArrayList<>();

  /**
   * @param directory an empty one for their files
   */
  public ServersInside(Path directory, RoutedNetwork network) throws Exception {
    this.directory = directory;
    this.network = network;
    try {
      write();
      network.namespace("h").nameServer(RoutedNetwork.TARGET_V4);
      start("named", "-g", "-n", "1", "-c", "named.conf");
      start("nginx", "-p", directory.toString(), "-e", "stderr", "-c", "nginx.conf");
      await("dig", "+time=1", "+tries=1", "+short", "@" + RoutedNetwork.TARGET_V4, NAME, "A");
      await("curl", "-s", "-m", "2", "--cacert", ca().toString(), "https://" + NAME + "/");
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  /** The authority's certificate. */
  public Path ca() {
    return directory.resolve("ca.pem");
  }

  private void write() throws IOException {
    Files.writeString(ca(), Pem.of(authority.certificate()));
    Files.writeString(
        directory.resolve("server.pem"), Pem.of(authority.issue(Leaf.server(NAME))), UTF_8);
    Files.writeString(
        directory.resolve("test.zone"),
        """
        $TTL 300
        @ SOA ns hostmaster 1 3600 600 86400 60
        @ NS ns
        ns A %1$s
        web A %1$s
        web AAAA %2$s
        """
            .formatted(RoutedNetwork.TARGET_V4, RoutedNetwork.TARGET_V6));
    Files.writeString(
        directory.resolve("named.conf"),
        """
        tls lab { key-file "%1$s/server.pem"; cert-file "%1$s/server.pem"; };
        options {
          directory "%1$s"; pid-file none; session-keyfile none; lock-file none;
          listen-on port 53 { %2$s; };
          listen-on port 853 tls lab { %2$s; };
          listen-on-v6 port 53 { %3$s; };
          recursion no; notify no; dnssec-validation no;
        };
        controls {};
        zone "test" { type primary; file "test.zone"; };
        """
            .formatted(directory, RoutedNetwork.TARGET_V4, RoutedNetwork.TARGET_V6));
    Path web = Files.createDirectory(directory.resolve("web"));
    byte[] body = new byte[BODY_BYTES];
    new Random(1).nextBytes(body);
    Files.write(web.resolve("body"), body);
    Files.writeString(web.resolve("index.html"), "ok");
    Files.createDirectory(directory.resolve("tmp"));
    Files.writeString(
        directory.resolve("nginx.conf"),
        """
        daemon off; master_process off; pid nginx.pid;
        events {}
        http {
          access_log off;
          client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp;
          uwsgi_temp_path tmp; scgi_temp_path tmp;
          server {
            listen %s:443 ssl http2;
            listen [%s]:443 ssl http2;
            ssl_certificate server.pem;
            ssl_certificate_key server.pem;
            ssl_protocols TLSv1.2 TLSv1.3;
            root web;
          }
        }
        """
            .formatted(RoutedNetwork.TARGET_V4, RoutedNetwork.TARGET_V6));
  }

  private void start(String program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("ip", "netns", "exec", network.namespace("t").name(), program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(program + ".out").toFile());
    builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat); // where daemons are
    processes.add(builder.start());
  }

  private void await(String... client) {
    Process server = processes.getLast();
    Awaitility.await(String.join(" ", client) + ", see " + directory)
        .atMost(PATIENCE)
        .until(() -> {
          if (processes.stream().anyMatch(each -> !each.isAlive())) {
            throw new AssertionError(
                server.info().command().orElse("a server") + " has ended, see " + directory);
          }
          var said = network.namespace("h").run(List.of(client));
          return said.exitCode() == 0 && !said.text().isBlank();
        });
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      process
          .onExit()
          .orTimeout(10, TimeUnit.SECONDS)
          .exceptionally(e -> process.destroyForcibly())
          .join();
    }
  }
}
