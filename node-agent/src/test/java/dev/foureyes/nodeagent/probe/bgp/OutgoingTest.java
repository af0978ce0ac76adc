package dev.foureyes.nodeagent.probe.bgp;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.foureyes.nodeagent.peers.HostileInput;
import java.io.OutputStream;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A node takes no part in routing: there is nothing that it could announce a route with. */
class OutgoingTest {

  private static final JavaClasses PACKAGE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.foureyes.nodeagent.probe.bgp");

  @Test
  void nothingCanBeSaidButOpenKeepaliveAndNotification() {
    assertThat(Outgoing.class.isSealed()).isTrue();
    assertThat(Outgoing.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(
            Outgoing.Open.class, Outgoing.Keepalive.class, Outgoing.Notification.class)
        .allSatisfy(type -> assertThat(type.isRecord()).isTrue());
    assertThat(
            Arrays.asList(
                new Outgoing.Open(64501, 90, 1, Set.of(Family.values())).encode()[18],
                new Outgoing.Keepalive().encode()[18],
                new Outgoing.Notification(6, 2).encode()[18]))
        .containsExactly((byte) 1, (byte) 4, (byte) 3);
  }

  @Test
  void onlyOneMethodWritesToAPeerAndItTakesNothingElse() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Connection")
        .should()
        .callMethodWhere(describe("that writes", OutgoingTest::writes))
        .check(PACKAGE);
    noClasses().should().dependOnClassesThat().areAssignableTo(OutputStream.class).check(PACKAGE);
    assertThat(
            PACKAGE.get(Connection.class).getMethodCallsFromSelf().stream()
                .filter(OutgoingTest::writes)
                .map(call -> call.getOrigin().getName()))
        .containsOnly("send");
    assertThat(
            Arrays.stream(Connection.class.getDeclaredMethods())
                .filter(method -> method.getName().startsWith("send"))
                .map(method -> method.getParameterTypes()[0]))
        .hasSize(3)
        .allSatisfy(type -> assertThat(Outgoing.class).isAssignableFrom(type));
  }

  private static boolean writes(JavaCall<?> call) {
    return call.getName().startsWith("write")
        && (call.getTargetOwner().isAssignableTo(WritableByteChannel.class)
            || call.getTargetOwner().isAssignableTo(GatheringByteChannel.class));
  }

  @Test
  void openSaysWhatTheNodeCan() {
    byte[] open = new Outgoing.Open(64501, 90, 0x0a000001, Set.of(Family.values())).encode();
    assertThat(HexFormat.of().formatHex(open, 19, open.length))
        .isEqualTo(
            "04fbf5005a0a000001"
                + "1e021c"
                + "010400010001"
                + "010400020001"
                + "0200"
                + "4600"
                + "0600"
                + "40020000"
                + "41040000fbf5");
    byte[] large = new Outgoing.Open(0xfa56ea01, 90, 1, Set.of(Family.IPV4)).encode();
    assertThat(HexFormat.of().formatHex(large, 19, 24)).as("AS_TRANS").isEqualTo("045ba0005a");
    assertThat(HexFormat.of().formatHex(large)).endsWith("4104fa56ea01");
  }

  @Test
  void theNodesOwnOpenIsUnderstoodByItself() throws Exception {
    byte[] open = new Outgoing.Open(-2, 90, 7, Set.of(Family.IPV6)).encode();
    PeerOpen read = PeerOpen.read(open, 19, open.length);
    assertThat(read.as()).isEqualTo(-2);
    assertThat(read.isFourOctet()).isTrue();
    assertThat(read.hasExtendedMessages()).isTrue();
    assertThat(read.sendsEndOfRib()).isTrue();
    assertThat(read.families()).containsExactly(Family.IPV6);
    assertThat(read.capabilities())
        .containsExactly(
            "multiprotocol IPv6 unicast",
            "route refresh",
            "enhanced route refresh",
            "extended message",
            "graceful restart",
            "4-octet AS");
  }

  @Test
  void otherOpensAreUnderstoodToo() throws Exception {
    byte[] bare = UpdateBytes.hex("04 fbf4 005a 0a000001 00");
    assertThat(PeerOpen.read(bare, 0, bare.length).families()).containsExactly(Family.IPV4);
    byte[] longForm = UpdateBytes.hex("04 fbf4 005a 0a000001 ff ff 0009 02 0006 4104 00010000");
    assertThat(PeerOpen.read(longForm, 0, longForm.length).as()).as("RFC 9072").isEqualTo(65536);
    byte[] strange = UpdateBytes.hex("04 fbf4 005a 0a000001 06 0204 63020000");
    assertThat(PeerOpen.read(strange, 0, strange.length).capabilities())
        .containsExactly("capability 99");
  }

  @Test
  void wrongOpensAreRefused() {
    for (String[] each :
        new String[][] {
          {"03 fbf4 005a 0a000001 00", "2/1", "an OPEN of BGP version 3"},
          {"04 fbf4 0002 0a000001 00", "2/6", "an OPEN with a hold time of 2 s"},
          {"04 fbf4 005a 00000000 00", "2/3", "an OPEN with the BGP identifier 0.0.0.0"},
          {"04 fbf4 005a 0a0000", "2/0", "an OPEN of 8 octets"},
          {"04 fbf4 005a 0a000001 05", "2/0", "an OPEN whose parameters have 0 octets, not 5"},
          {"04 fbf4 005a 0a000001 02 0100", "2/4", "an OPEN with parameter 1"},
          {
            "04 fbf4 005a 0a000001 03 0205 41",
            "2/0",
            "an OPEN with a parameter that ends behind it"
          },
          {
            "04 fbf4 005a 0a000001 04 0202 4104",
            "2/0",
            "an OPEN with a capability that ends behind it"
          },
        }) {
      byte[] open = UpdateBytes.hex(each[0]);
      assertThatThrownBy(() -> PeerOpen.read(open, 0, open.length))
          .isInstanceOfSatisfying(
              BrokenMessageException.class,
              e -> assertThat(e.answer().code() + "/" + e.answer().subcode()).isEqualTo(each[1]))
          .hasMessage("the peer sent " + each[2]);
    }
  }

  @Test
  void damagedOpensAndNotificationsAreUnderstoodOrRefusedAndNothingElse() throws Exception {
    HostileInput.of("bgp-open", 1 << 20)
        .keeping(19)
        .refusedWith(BrokenMessageException.class)
        .check(message -> {
          var _ = PeerNotification.read(message, 19, message.length).words();
          var _ = PeerOpen.read(message, 19, message.length);
        });
  }

  @Test
  void notificationsHaveNamesAndWords() throws Exception {
    byte[] shutdown = UpdateBytes.notification(6, 2, "maint\u001benance until 14:00");
    assertThat(PeerNotification.read(shutdown, 19, shutdown.length).words())
        .isEqualTo("Cease/Administrative Shutdown (6/2) \"maint?enance until 14:00\"");
    assertThat(new PeerNotification(2, 2, "").words())
        .isEqualTo("OPEN Message Error/Bad Peer AS (2/2)");
    assertThat(new PeerNotification(4, 0, "").words()).isEqualTo("Hold Timer Expired (4/0)");
    assertThat(new PeerNotification(99, 7, "").words()).isEqualTo("code 99/subcode 7 (99/7)");
  }
}
