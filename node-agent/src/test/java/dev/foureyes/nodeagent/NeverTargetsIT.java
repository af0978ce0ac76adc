package dev.foureyes.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.link.Namespace.Output;
import dev.foureyes.nodeagent.peers.link.PacketWatch;
import dev.foureyes.nodeagent.policy.ForbiddenSpellings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of probe is sent to metadata services and the like, in some hundred spellings, from a
 * namespace where each packet is seen. Needs root, iproute2 and a TUN driver.
 */
class NeverTargetsIT {

  private static final List<String> HARMLESS = List.of("198.51.100.7", "2001:db8:9::7");

  /** Of {@link EveryKindAgainst}. */
  private static final int KINDS = 18;

  private @TempDir Path directory;
  private Set<String> hosts;

  @BeforeEach
  void names() {
    hosts = ForbiddenSpellings.all();
    for (String host : List.copyOf(hosts)) {
      try {
        hosts.add(name(InetAddress.ofLiteral(host)));
      } catch (IllegalArgumentException e) {
        // no literal: whether it has a name that leads there is up to its spelling
      }
    }
  }

  private static String name(InetAddress address) {
    return "h-" + HexFormat.of().formatHex(address.getAddress()) + ".addresses.test";
  }

  private List<String> run(PacketWatch watch, Collection<String> at)
      throws IOException, InterruptedException {
    Path file = Files.write(directory.resolve("hosts"), at);
    Output output =
        watch
            .namespace()
            .run(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dstdout.encoding=UTF-8",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    EveryKindAgainst.class.getName(),
                    file.toString()));
    assertThat(output.exitCode()).as(output.text()).isZero();
    return output.text().lines().toList();
  }

  @Test
  void noPacketIsEverSentThere() throws Exception {
    assertThat(hosts.size()).as("spellings").isGreaterThanOrEqualTo(300);
    try (PacketWatch watch = new PacketWatch()) {
      List<String> harmless = new ArrayList<>(HARMLESS);
      HARMLESS.forEach(address -> harmless.add(name(InetAddress.ofLiteral(address))));
      assertThat(run(watch, harmless)).hasSize(KINDS * harmless.size());
      List<InetAddress> seen = watch.destinations();
      assertThat(new LinkedHashSet<>(seen))
          .as("what may be probed is, so that the watch would see it")
          .containsExactlyInAnyOrderElementsOf(
              HARMLESS.stream().map(InetAddress::ofLiteral).toList());
      assertThat(seen.size()).isGreaterThan(2 * KINDS);

      List<String> outcomes = run(watch, hosts);

      assertThat(watch.destinations().subList(seen.size(), watch.destinations().size()))
          .as("packets, among these runs:\n" + String.join("\n", outcomes))
          .isEmpty();
      assertThat(outcomes).hasSize(KINDS * hosts.size()).noneMatch(line -> line.startsWith("PASS"));
      assertThat(outcomes.stream().filter(line -> line.contains("never connects to")).count())
          .as("refused for what they are; others are no host at all")
          .isGreaterThan(outcomes.size() / 2);
      System.out.printf(
          "never-list: %d spellings, %d runs, 0 packets; control: %d packets%n",
          hosts.size(), outcomes.size(), seen.size());
    }
  }
}
