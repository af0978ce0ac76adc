package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver.Observed;
import dev.foureyes.nodeagent.probe.tls.TlsReport;
import dev.foureyes.proto.results.v1.DnsResult;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What an exchange measured on its way, also when it failed. Written by one thread. */
final class DnsFacts {

  private String transport = "";
  private String server = "";
  private int queryBytes;
  private OptionalLong connectNanos = OptionalLong.empty();
  private OptionalLong tlsNanos = OptionalLong.empty();
  private OptionalLong queryNanos = OptionalLong.empty();
  private Optional<Observed> tls = Optional.empty();
  private OptionalInt httpStatus = OptionalInt.empty();

  /** Another server or transport is tried; what was measured of the one before is forgotten. */
  void begin(String newServer, String newTransport, int newQueryBytes) {
    server = newServer;
    transport = newTransport;
    queryBytes = newQueryBytes;
    connectNanos = OptionalLong.empty();
    tlsNanos = OptionalLong.empty();
    queryNanos = OptionalLong.empty();
    tls = Optional.empty();
    httpStatus = OptionalInt.empty();
  }

  void connected(long nanos) {
    connectNanos = OptionalLong.of(nanos);
  }

  void secured(long nanos) {
    tlsNanos = OptionalLong.of(nanos);
  }

  void answered(long nanos) {
    queryNanos = OptionalLong.of(nanos);
  }

  void saw(Optional<Observed> observed) {
    tls = observed;
  }

  void httpStatus(int status) {
    httpStatus = OptionalInt.of(status);
  }

  String server() {
    return server;
  }

  /** "udp", "tcp", "tls" or "https". */
  String transport() {
    return transport;
  }

  OptionalLong queryNanos() {
    return queryNanos;
  }

  void into(DnsResult.Builder result, Instant now) {
    if (!server.isEmpty()) {
      result.setServer(server);
    }
    connectNanos.ifPresent(nanos -> result.setConnectMs(Millis.of(nanos)));
    tlsNanos.ifPresent(nanos -> result.setTlsMs(Millis.of(nanos)));
    queryNanos.ifPresent(nanos -> result.setQueryMs(Millis.of(nanos)));
    tls.ifPresent(observed -> result.setTls(TlsReport.of(observed, now)));
    httpStatus.ifPresent(result::setHttpStatus);
    if (queryBytes > 0) {
      result.setQueryBytes(queryBytes);
    }
  }
}
