package dev.foureyes.nodeagent.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.proto.node.v1.ConnectResponse.MessageCase;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every state with every message; a message that is new in the contract fails here until it has a
 * row.
 */
class SessionStateTest {

  private static final String[] TABLE = {
    "                   WELCOME            SNAPSHOT   DIFF       RESULT_ACK         FLOW_CONTROL       UPDATE_OFFER       DRAIN     HEARTBEAT_REPLY    MESSAGE_NOT_SET",
    "AWAITING_WELCOME   AWAITING_SNAPSHOT  -          -          -                  -                  -                  DRAINING  -                  -",
    "AWAITING_SNAPSHOT  -                  STREAMING  -          AWAITING_SNAPSHOT  AWAITING_SNAPSHOT  AWAITING_SNAPSHOT  DRAINING  AWAITING_SNAPSHOT  AWAITING_SNAPSHOT",
    "STREAMING          -                  STREAMING  STREAMING  STREAMING          STREAMING          STREAMING          DRAINING  STREAMING          STREAMING",
    "DRAINING           -                  DRAINING   DRAINING   DRAINING           DRAINING           DRAINING           DRAINING  DRAINING           DRAINING",
  };

  private static String[] row(int number) {
    return TABLE[number].strip().split("\\s+", -1);
  }

  static Stream<Arguments> cells() {
    String[] messages = row(0);
    return Stream.of(1, 2, 3, 4)
        .flatMap(number -> {
          String[] row = row(number);
          return Stream.iterate(0, i -> i < messages.length, i -> i + 1)
              .map(i -> Arguments.of(row[0], messages[i], row[i + 1]));
        });
  }

  @ParameterizedTest(name = "{0} + {1} = {2}")
  @MethodSource("cells")
  void tableHolds(SessionState state, MessageCase message, String expected) {
    assertThat(state.after(message).map(Enum::name).orElse("-")).isEqualTo(expected);
  }

  @Test
  void tableIsComplete() {
    assertThat(row(0))
        .containsExactlyInAnyOrder(
            Arrays.stream(MessageCase.values()).map(Enum::name).toArray(String[]::new));
    assertThat(TABLE).hasSize(SessionState.values().length + 1);
  }
}
