package dev.foureyes.nodeagent.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.nodeagent.peers.TestAuthority.Issued;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import dev.foureyes.proto.common.v1.DnsRootHint;
import dev.foureyes.proto.common.v1.DnsTrustAnchor;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * An internet of its own on loopback: BIND with a signed root on 127.0.0.2, the zone test. on
 * 127.0.0.3 and those below it on 127.0.0.4, all on one high port (and those below it on 127.0.0.1
 * on another, without a relay between); and Unbound on 127.0.0.1, which resolves and validates what
 * BIND has, over UDP, TCP, TLS and HTTPS.
 *
 * <p>Below test. there are
 *
 * <ul>
 *   <li>good: signed (ECDSA, NSEC3), with a wildcard and an alias
 *   <li>ed: signed with Ed25519
 *   <li>plain: not signed
 *   <li>tampered: signed, and www.tampered.test. changed afterwards
 *   <li>unsigned: signed, and the signatures of www.unsigned.test. taken away
 *   <li>expired, future: signed for another time
 *   <li>mismatch: signed by another key than test. says
 *   <li>lame: delegated to a server that does not know it
 *   <li>dead: delegated to a server that does not answer
 *   <li>metadata: delegated to an address that no probe may ask
 *   <li>glueless: delegated to a server whose name is in good.test.
 * </ul>
 */
public final class DnsLab implements AutoCloseable {

  private static final DateTimeFormatter SIGNING_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final List<String> SIGNED =
      List.of("good", "ed", "tampered", "unsigned", "expired", "future", "mismatch", "glueless");

  private final Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final TestAuthority authority = new TestAuthority("DNS lab");
  private final List<LoopbackRelay> relays = new ArrayList<>();
  private final int port;
  private final int bindPort;
  private final int resolverPort;
  private final int tlsPort;
  private final int httpsPort;
  private String rootDigest = "";

  /**
   * @param directory an empty one for zones, keys and logs
   */
  public DnsLab(Path directory) throws Exception {
    this.directory = directory;
    this.port = freePort();
    this.bindPort = freePort();
    this.resolverPort = freePort();
    this.tlsPort = freePort();
    this.httpsPort = freePort();
    try {
      writeZones();
      startBind();
      startUnbound();
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  /** The port of BIND's servers. */
  public int port() {
    return port;
  }

  /** BIND with the zones below test. */
  public String zoneServer() {
    return "127.0.0.1:" + bindPort;
  }

  public String resolver() {
    return "127.0.0.1:" + resolverPort;
  }

  public String tlsResolver() {
    return "127.0.0.1:" + tlsPort;
  }

  public String httpsResolver() {
    return "https://127.0.0.1:" + httpsPort + "/dns-query";
  }

  public X509Certificate authority() {
    return authority.certificate();
  }

  public Path rootKeyFile() {
    return directory.resolve("root.anchor");
  }

  /** The root's key. */
  public DnsTrustAnchor anchor() {
    return anchor(rootDigest);
  }

  private static DnsTrustAnchor anchor(String digest) {
    String[] parts = digest.strip().split("\\s+", -1);
    int at = List.of(parts).indexOf("DS");
    return DnsTrustAnchor.newBuilder()
        .setZone(parts[0])
        .setKeyTag(Integer.parseInt(parts[at + 1]))
        .setAlgorithm(Integer.parseInt(parts[at + 2]))
        .setDigestType(Integer.parseInt(parts[at + 3]))
        .setDigest(String.join("", List.of(parts).subList(at + 4, parts.length)))
        .build();
  }

  /** The key of a zone below test. */
  public DnsTrustAnchor anchorOf(String zone) throws IOException {
    return anchor(digestOf(zone + ".test"));
  }

  public DnsRootHint hint() {
    return DnsRootHint.newBuilder()
        .setName("ns.root.")
        .setAddress("127.0.0.2")
        .setPort(port)
        .build();
  }

  private static int freePort() throws IOException {
    while (true) {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
          DatagramSocket udp =
              new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()))) {
        return udp.getLocalPort();
      } catch (BindException e) {
        // taken over UDP: another one
      }
    }
  }

  private void writeZones() throws Exception {
    String head = "$TTL 300\n@ SOA ns.%1$s hostmaster.%1$s 2026112301 3600 600 86400 60\n";
    StringBuilder delegations = new StringBuilder();
    for (String zone : SIGNED) {
      String name = zone + ".test";
      Files.writeString(
          file(name),
          head.formatted(name + ".")
              + """
              @ NS ns
              ns A 127.0.0.4
              www A 192.0.2.1
              www A 192.0.2.2
              www AAAA 2001:db8::1
              alias CNAME www
              mail MX 10 mx
              txt TXT "v=spf1 -all"
              svc HTTPS 1 . alpn="h2,h3"
              _443._tcp TLSA 3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
              _s._tcp SRV 1 2 443 www
              *.wild A 192.0.2.9
              """);
      sign(name, zone);
      delegations.append("%s NS ns.%s\nns.%s A 127.0.0.4\n".formatted(zone, zone, zone));
      delegations
          .append(zone.equals("mismatch") ? changedDigit(digestOf(name)) : digestOf(name))
          .append('\n');
    }
    spoil();
    Files.writeString(
        file("plain.test").resolveSibling("plain.test.signed"),
        head.formatted("plain.test.") + "@ NS ns\nns A 127.0.0.4\nwww A 192.0.2.1\n");
    Files.writeString(
        file("test"),
        head.formatted("test.")
            + "@ NS ns\nns A 127.0.0.3\n"
            + "plain NS ns.plain\nns.plain A 127.0.0.4\n"
            + "lame NS ns.lame\nns.lame A 127.0.0.4\n"
            + "dead NS ns.dead\nns.dead A 127.0.0.99\n"
            + "metadata NS ns.metadata\nns.metadata A 169.254.169.254\n"
            + delegations
                .toString()
                .replace(
                    "glueless NS ns.glueless\nns.glueless A 127.0.0.4\n", "glueless NS ns.good\n"));
    sign("test", "test");
    Files.writeString(
        file("root"),
        head.formatted(".").replace("ns..", "ns.root.").replace("hostmaster..", "hostmaster.")
            + "@ NS ns.root.\nns.root. A 127.0.0.2\ntest. NS ns.test.\nns.test. A 127.0.0.3\n"
            + digestOf("test"));
    sign("root", "root");
    rootDigest = Files.readString(directory.resolve("dsset-.")).lines().findFirst().orElseThrow();
    Files.writeString(rootKeyFile(), rootDigest + "\n");
  }

  private Path file(String zone) {
    return directory.resolve(zone);
  }

  private String digestOf(String zone) throws IOException {
    return Files.readString(directory.resolve("dsset-" + zone + "."))
        .lines()
        .findFirst()
        .orElseThrow();
  }

  private static String changedDigit(String digest) {
    char last = digest.strip().charAt(digest.strip().length() - 1);
    return digest.strip().substring(0, digest.strip().length() - 1) + (last == '0' ? '1' : '0');
  }

  private void sign(String zone, String kind) throws Exception {
    String name = zone.equals("root") ? "." : zone;
    String algorithm =
        switch (kind) {
          case "ed" -> "ED25519";
          case "test" -> "RSASHA256";
          default -> "ECDSAP256SHA256";
        };
    List<String> size = algorithm.equals("RSASHA256") ? List.of("-b", "2048") : List.of();
    for (List<String> flags : List.of(List.of("-f", "KSK"), List.<String>of())) {
      List<String> command = new ArrayList<>(List.of("dnssec-keygen", "-q", "-a", algorithm));
      command.addAll(size);
      command.addAll(flags);
      command.add(name);
      run(command);
    }
    Instant now = Instant.now();
    Instant from = now.minus(Duration.ofDays(kind.equals("expired") ? 30 : 1));
    Instant to = now.plus(Duration.ofDays(14));
    if (kind.equals("expired")) {
      to = now.minus(Duration.ofDays(2));
    } else if (kind.equals("future")) {
      from = now.plus(Duration.ofDays(3));
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "dnssec-signzone",
                "-S",
                "-P",
                "-q",
                "-s",
                SIGNING_TIME.format(from),
                "-e",
                SIGNING_TIME.format(to),
                "-o",
                name,
                "-f",
                zone + ".signed"));
    if (kind.equals("good")) {
      command.addAll(List.of("-3", "aabbccdd", "-H", "0"));
    }
    command.add(zone);
    run(command);
  }

  /** What an attacker, or a careless change, does to a signed zone. */
  private void spoil() throws IOException {
    Path tampered = directory.resolve("tampered.test.signed");
    Files.writeString(tampered, Files.readString(tampered).replace("192.0.2.1", "192.0.2.66"));
    Path unsigned = directory.resolve("unsigned.test.signed");
    String text = Files.readString(unsigned);
    int name = text.indexOf("\nwww.unsigned.test.");
    int signature = text.indexOf("RRSIG\tA ", name);
    int line = text.lastIndexOf('\n', signature) + 1;
    int end = text.indexOf(')', signature) + 1;
    Files.writeString(unsigned, text.substring(0, line) + text.substring(end));
  }

  private void startBind() throws Exception {
    StringBuilder views = new StringBuilder();
    views.append(view("root", "127.0.0.2;", List.of("root")));
    views.append(view("test", "127.0.0.3;", List.of("test")));
    List<String> below = new ArrayList<>(SIGNED.stream().map(each -> each + ".test").toList());
    below.add("plain.test");
    views.append(view("below", "127.0.0.4; 127.0.0.1;", below));
    Files.writeString(
        directory.resolve("named.conf"),
        """
        options {
          directory "%s"; pid-file none; session-keyfile none; lock-file none;
          listen-on-v6 { none; };
          listen-on port %d { 127.0.0.1; };
          recursion no; notify no; dnssec-validation no; minimal-responses no;
          server-id "foureyes-lab";
        };
        controls {};
        %s
        """
            .formatted(directory, bindPort, views));
    start("bind9", "named", "-g", "-n", "1", "-c", "named.conf");
    InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), bindPort);
    for (String address : List.of("127.0.0.2", "127.0.0.3", "127.0.0.4")) {
      relays.add(new LoopbackRelay(address, port, bind));
    }
    awaitAnswer("127.0.0.2", port, ".");
    awaitAnswer("127.0.0.3", port, "test.");
    awaitAnswer("127.0.0.4", port, "good.test.");
  }

  private static String view(String name, String clients, List<String> zones) {
    StringBuilder view =
        new StringBuilder("view \"%s\" { match-clients { %s };\n".formatted(name, clients));
    for (String zone : zones) {
      view.append(
          "  zone \"%s\" { type primary; file \"%s.signed\"; };\n"
              .formatted(zone.equals("root") ? "." : zone, zone));
    }
    return view.append("};\n").toString();
  }

  private void startUnbound() throws Exception {
    Issued server = authority.issue(Leaf.server("127.0.0.1"));
    Files.writeString(
        directory.resolve("server.key"),
        pem("PRIVATE KEY", server.key().getPrivate().getEncoded()));
    StringBuilder chain = new StringBuilder();
    for (X509Certificate each : server.chain()) {
      chain.append(pem("CERTIFICATE", each.getEncoded()));
    }
    Files.writeString(directory.resolve("server.pem"), chain);
    Files.writeString(
        directory.resolve("unbound.conf"),
        """
        server:
          directory: "%s"
          chroot: ""
          username: ""
          pidfile: ""
          do-daemonize: no
          use-syslog: no
          logfile: "unbound.log"
          num-threads: 1
          interface: 127.0.0.1@%d
          interface: 127.0.0.1@%d
          interface: 127.0.0.1@%d
          tls-port: %d
          https-port: %d
          tls-service-key: "server.key"
          tls-service-pem: "server.pem"
          local-zone: "test." nodefault
          do-not-query-localhost: no
          do-ip6: no
          trust-anchor-file: "root.anchor"
          module-config: "validator iterator"
          ede: yes
          nsid: "ascii_foureyes-resolver"
        remote-control:
          control-enable: no
        %s%s%s
        """
            .formatted(
                directory,
                resolverPort,
                tlsPort,
                httpsPort,
                tlsPort,
                httpsPort,
                stub(".", "127.0.0.2"),
                stub("test.", "127.0.0.3"),
                String.join(
                    "",
                    Stream.concat(SIGNED.stream(), Stream.of("plain"))
                        .map(each -> stub(each + ".test.", "127.0.0.4"))
                        .toList())));
    start("unbound", "unbound", "-d", "-c", "unbound.conf");
    awaitAnswer("127.0.0.1", resolverPort, "good.test.");
  }

  private String stub(String zone, String address) {
    return "stub-zone:\n  name: \"%s\"\n  stub-addr: %s@%d\n".formatted(zone, address, port);
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            kind, Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(bytes), kind);
  }

  private static String program(String name) {
    return List.of("/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/").stream()
        .map(place -> place + name)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                name
                    + " is not on this machine (expected: the Debian packages bind9, bind9-utils,"
                    + " bind9-dnsutils and unbound, which `./foureyes test` installs)"));
  }

  /**
   * What {@code delv} makes of an answer of the resolver: "fully validated", "unsigned answer" or
   * "resolution failed".
   */
  public String delv(String name) throws IOException, InterruptedException {
    DnsTrustAnchor root = anchor();
    Path keys = directory.resolve("delv.keys");
    Files.writeString(
        keys,
        "trust-anchors { . static-ds %d %d %d \"%s\"; };\n"
            .formatted(
                root.getKeyTag(), root.getAlgorithm(), root.getDigestType(), root.getDigest()));
    String output =
        outputOf(
            List.of(
                "delv",
                "@127.0.0.1",
                "-p",
                String.valueOf(resolverPort),
                "-a",
                keys.toString(),
                "+root=.",
                name,
                "A"),
            false);
    for (String verdict : List.of("fully validated", "unsigned answer", "resolution failed")) {
      if (output.contains(verdict)) {
        return verdict;
      }
    }
    throw new IOException("delv says nothing known of " + name + ":\n" + output);
  }

  /** Runs a program of the Debian packages to its end, and gives what it has printed. */
  public String run(List<String> command) throws IOException, InterruptedException {
    return outputOf(command, true);
  }

  private String outputOf(List<String> command, boolean mustSucceed)
      throws IOException, InterruptedException {
    List<String> full = new ArrayList<>(command);
    full.set(0, program(command.getFirst()));
    Path output = Files.createTempFile(directory, "run", ".log");
    Process process =
        new ProcessBuilder(full)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    String text = Files.readString(output);
    if (!ended || (mustSucceed && process.exitValue() != 0)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", full) + " failed:\n" + text);
    }
    return text;
  }

  private void start(String log, String... command) throws IOException {
    List<String> full = new ArrayList<>(List.of(command));
    full.set(0, program(command[0]));
    processes.add(
        new ProcessBuilder(full)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(log + ".out").toFile())
            .start());
  }

  private void awaitAnswer(String address, int serverPort, String zone) throws IOException {
    Process process = processes.getLast();
    SimpleResolver resolver =
        new SimpleResolver(new InetSocketAddress(InetAddress.ofLiteral(address), serverPort));
    resolver.setTimeout(Duration.ofMillis(500));
    Message query = Message.newQuery(Record.newRecord(Name.fromString(zone), Type.SOA, DClass.IN));
    Awaitility.await("a server of " + zone + ", see " + directory)
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("the server of " + zone + " has ended, see " + directory);
          }
          try {
            return resolver.send(query).getRcode() == Rcode.NOERROR;
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Override
  public void close() throws IOException {
    for (LoopbackRelay relay : relays) {
      relay.close();
    }
    for (Process process : processes) {
      process.destroy();
    }
    for (Process process : processes) {
      process
          .onExit()
          .orTimeout(10, TimeUnit.SECONDS)
          .exceptionally(e -> process.destroyForcibly())
          .join();
    }
  }
}
