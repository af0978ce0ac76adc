package dev.foureyes.nodeagent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.browser.BrowserSettings;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.common.v1.HttpMethod;
import dev.foureyes.proto.common.v1.PathProtocol;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Runs a probe of every kind at each host of a file, one a line, and says what came of it: {@code
 * FAULT, kind, host, sentence}, separated by tabs. The program of a process in a namespace.
 */
final class EveryKindAgainst {

  private static final Duration TIMEOUT = Duration.ofMillis(700);

  private EveryKindAgainst() {}

  public static void main(String[] arguments) throws Exception {
    HttpServer redirecting =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    redirecting.createContext(
        "/",
        exchange -> {
          String to = exchange.getRequestURI().getRawQuery();
          exchange.getResponseHeaders().add("Location", URLDecoder.decode(to, UTF_8));
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    redirecting.start();
    try (FakeDns dns = new FakeDns(EveryKindAgainst::answer)) {
      LocalBench bench =
          new LocalBench(
              dns.asSystem(),
              HttpProbes.systemTrust(),
              Secrets.NONE,
              BrowserSettings.OFF,
              Optional.empty(),
              NodeClock.system());
      List<Thread> running = new ArrayList<>();
      for (String host : Files.readAllLines(Path.of(arguments[0]))) {
        for (Map.Entry<String, ProbeConfig> each :
            configs(host, redirecting.getAddress().getPort()).entrySet()) {
          running.add(
              Thread.ofVirtual().start(() -> report(host, each.getKey(), each.getValue(), bench)));
        }
      }
      for (Thread thread : running) {
        thread.join();
      }
    }
    redirecting.stop(0);
    System.exit(0);
  }

  private static void report(String host, String kind, ProbeConfig config, LocalBench bench) {
    String line;
    try (Probe probe = bench.create(config)) {
      line =
          switch (probe.run(Deadline.after(TIMEOUT, NodeClock.system().ticker()))) {
            case ProbeOutcome.Passed passed -> "PASSED\t" + kind + "\t" + host + "\t";
            case ProbeOutcome.Failed failed ->
                failed.failure().fault()
                    + "\t"
                    + kind
                    + "\t"
                    + host
                    + "\t"
                    + failed.failure().sentence();
          };
    } catch (InvalidProbeException e) {
      line = "INVALID\t" + kind + "\t" + host + "\t" + e.getMessage();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    System.out.println(line.replaceAll("[\\r\\n]", " "));
  }

  /** {@code h-HEX.addresses.test} has the address of these digits; no other name exists. */
  private static Optional<Message> answer(Message query) {
    Record question = query.getQuestion();
    Message answer = FakeDns.answer(query);
    String label = question.getName().getLabelString(0);
    if (!label.startsWith("h-")) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
      return Optional.of(answer);
    }
    try {
      InetAddress address = InetAddress.getByAddress(HexFormat.of().parseHex(label.substring(2)));
      Name name = question.getName();
      if (question.getType() == Type.A && address.getAddress().length == 4) {
        answer.addRecord(new ARecord(name, DClass.IN, 0, address), Section.ANSWER);
      } else if (question.getType() == Type.AAAA && address.getAddress().length == 16) {
        answer.addRecord(new AAAARecord(name, DClass.IN, 0, address), Section.ANSWER);
      }
      return Optional.of(answer);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, ProbeConfig> configs(String host, int redirecting) {
    String inUrl = host.contains(":") ? "[" + host + "]" : host;
    Map<String, ProbeConfig> configs = new LinkedHashMap<>();
    configs.put("http", http("http://" + inUrl + "/"));
    configs.put("https", http("https://" + inUrl + "/"));
    configs.put("http user", http("http://good.test@" + inUrl + ":80/"));
    configs.put(
        "http redirect",
        http(
            "http://127.0.0.1:"
                + redirecting
                + "/?"
                + URLEncoder.encode("http://" + inUrl + "/latest", UTF_8)));
    configs.put("tcp", ProbeConfig.newBuilder().setTcp(tcp(host)).build());
    ProbeConfig.Builder udp = ProbeConfig.newBuilder();
    udp.getUdpBuilder().setHost(host).setPort(123).setText("?").setAttempts(1);
    configs.put("udp", udp.build());
    ProbeConfig.Builder ping = ProbeConfig.newBuilder();
    ping.getPingBuilder().setHost(host).setCount(1).setReplyTimeoutMs(100);
    configs.put("ping", ping.build());
    for (PathProtocol protocol :
        List.of(
            PathProtocol.PATH_PROTOCOL_UDP,
            PathProtocol.PATH_PROTOCOL_ICMP,
            PathProtocol.PATH_PROTOCOL_TCP)) {
      ProbeConfig.Builder path = ProbeConfig.newBuilder();
      path.getPathBuilder()
          .setHost(host)
          .setProtocol(protocol)
          .setMaxHops(2)
          .setQueriesPerHop(1)
          .setReplyTimeoutMs(100)
          .setSkipReverseDns(true);
      configs.put("path " + protocol, path.build());
    }
    for (DnsTransport transport :
        List.of(
            DnsTransport.DNS_TRANSPORT_UDP,
            DnsTransport.DNS_TRANSPORT_TCP,
            DnsTransport.DNS_TRANSPORT_TLS)) {
      ProbeConfig.Builder dns = ProbeConfig.newBuilder();
      dns.getDnsBuilder().setName("example.test").setServer(inUrl).setTransport(transport);
      configs.put("dns " + transport, dns.build());
    }
    ProbeConfig.Builder doh = ProbeConfig.newBuilder();
    doh.getDnsBuilder()
        .setName("example.test")
        .setServer("https://" + inUrl + "/dns-query")
        .setTransport(DnsTransport.DNS_TRANSPORT_HTTPS);
    configs.put("dns https", doh.build());
    ProbeConfig.Builder trace = ProbeConfig.newBuilder();
    trace.getDnsBuilder().setName("example.test").getTraceBuilder();
    trace
        .getDnsBuilder()
        .getTraceBuilder()
        .addRootHintsBuilder()
        .setName("r.test")
        .setAddress(host);
    configs.put("dns trace", trace.build());
    ProbeConfig.Builder resolver = ProbeConfig.newBuilder();
    resolver.getHttpBuilder().setUrl("http://example.test/").setResolver(inUrl);
    configs.put("http resolver", resolver.build());
    ProbeConfig.Builder proxy = ProbeConfig.newBuilder();
    proxy.getHttpBuilder().setUrl("http://127.0.0.1/").getProxyBuilder().setHost(host).setPort(80);
    configs.put("http proxy", proxy.build());
    ProbeConfig.Builder bgp = ProbeConfig.newBuilder();
    bgp.getBgpBuilder().setHost(host).setLocalAs(64_500).setPeerAs(64_501);
    configs.put("bgp", bgp.build());
    return configs;
  }

  private static TcpProbe tcp(String host) {
    return TcpProbe.newBuilder().setHost(host).setPort(80).build();
  }

  private static ProbeConfig http(String url) {
    ProbeConfig.Builder config = ProbeConfig.newBuilder();
    config.getHttpBuilder().setUrl(url).setMethod(HttpMethod.HTTP_METHOD_GET).setMaxRedirects(5);
    return config.build();
  }
}
