package dev.foureyes.nodeagent.probe.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.results.v1.BgpResult;
import dev.foureyes.proto.results.v1.BgpWatchResult;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutesTest {

  /** What a spool takes for one result. */
  private static final int MAX_RESULT_BYTES = 256 << 10;

  /** ORIGIN, a path of 255 long numbers, NEXT_HOP and 100 large communities. */
  private static byte[] longAttributes() {
    ByteArrayOutputStream attributes = new ByteArrayOutputStream();
    attributes.writeBytes(UpdateBytes.hex("40010100 50020 3fe 02ff" + "fffffffe".repeat(255)));
    attributes.writeBytes(UpdateBytes.hex("400304c0000201 d02004b0" + "ffffffff".repeat(300)));
    return attributes.toByteArray();
  }

  @Test
  void noPeerMakesAResultTooLargeToBeKept() throws Exception {
    BgpProbe.Builder config = SettingsTest.good();
    for (int i = 0; i < 32; i++) {
      config.addWatchedBuilder().setPrefix((10 + i) + ".0.0.0/8").addExpectedOriginAs(1);
    }
    Journal journal = new Journal(NodeClock.system());
    RouteMemory memory = new RouteMemory(1 << 20);
    Set<Family> ipv4 = Set.of(Family.IPV4);
    UpdateReader reader = new UpdateReader(true, false, ipv4);
    try (Routes routes = new Routes(ipv4, Settings.of(config.build()), memory, journal)) {
      for (int i = 0; i < 32; i++) {
        for (int j = 0; j < 400; j++) {
          String prefix = (10 + i) + "." + (j / 2) + ".0.0/" + (j == 0 ? "8" : 16 + j % 2);
          byte[] update =
              UpdateBytes.update(new byte[0], longAttributes(), UpdateBytes.prefix(prefix));
          reader.read(update, 19, update.length, routes);
        }
      }
      BgpResult.Builder result = BgpResult.newBuilder();
      journal.into(result);
      routes.into(result, true);
      assertThat(result.build().getSerializedSize()).isBetween(50_000, MAX_RESULT_BYTES * 9 / 10);
      assertThat(result.getEventsCount()).isEqualTo(50);
      assertThat(result.getEventsLeftOut()).isGreaterThan(1000);
      BgpWatchResult watch = result.getWatched(31);
      assertThat(watch.getMoreSpecifics()).isEqualTo(399);
      assertThat(watch.getMoreSpecificRoutesCount()).isEqualTo(3);
      assertThat(watch.getRoute().getAsPath()).endsWith(" …").hasSizeLessThanOrEqualTo(512);
      assertThat(watch.getRoute().getCommunitiesCount()).isEqualTo(32);
      assertThat(watch.getViolationsList()).hasSize(2);
    }
    assertThat(memory.used()).isZero();
  }
}
