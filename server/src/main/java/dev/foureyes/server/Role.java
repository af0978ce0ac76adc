package dev.foureyes.server;

import dev.foureyes.alerting.AlertingModule;
import dev.foureyes.control.ControlPlaneModule;
import dev.foureyes.gateway.GatewayModule;
import dev.foureyes.ingest.IngestModule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a process is. */
enum Role {
  /** Everything, with an embedded broker: for one machine. */
  ALL,
  GATEWAY,
  /**
   * Opens batches, writes the result store and answers queries; settings can leave one or the other
   * out.
   */
  INGEST,
  ALERTING,
  CONTROL_PLANE,
  /** The embedded broker alone: for tests that kill it apart from the rest. */
  BROKER;

  /** The classes that wire it. */
  List<Class<?>> wiring() {
    return switch (this) {
      case ALL ->
          List.of(
              AllInOne.class,
              GatewayModule.class,
              IngestModule.class,
              AlertingModule.class,
              ControlPlaneModule.class);
      case GATEWAY -> List.of(GatewayProcess.class, GatewayModule.class);
      case INGEST -> List.of(IngestProcess.class, IngestModule.class);
      case ALERTING -> List.of(AlertingModule.class);
      case CONTROL_PLANE -> List.of(ControlPlaneProcess.class, ControlPlaneModule.class);
      case BROKER -> List.of();
    };
  }

  /** As on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
