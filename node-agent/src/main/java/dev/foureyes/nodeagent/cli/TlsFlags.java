package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.SecretRef;
import dev.foureyes.proto.common.v1.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Options of TLS, the same for every kind of probe that has it. */
final class TlsFlags {

  static final Flag INSECURE =
      Flag.toggle(
              "--insecure",
              "accept any certificate; what is wrong with it is\nreported all the same")
          .letter("-k");
  private static final Flag SERVER_NAME =
      Flag.option(
          "--server-name", "NAME", "ask for this name (SNI) and look for it in the\ncertificate");
  private static final Flag CA_FILE =
      Flag.option("--ca-file", "FILE", "trust these authorities (PEM) and no others");
  private static final Flag MIN_EXPIRY_DAYS =
      Flag.option("--min-expiry-days", "N", "fail when a certificate expires sooner");
  private static final Flag CLIENT_CERTIFICATE =
      Flag.option(
          "--client-cert",
          "SECRET",
          "show this certificate: name of a secret of the node,\nPEM with key and chain");

  static final List<Flag> ALL =
      List.of(INSECURE, SERVER_NAME, CA_FILE, MIN_EXPIRY_DAYS, CLIENT_CERTIFICATE);

  private static final int MAX_FILE = 1 << 20;

  private TlsFlags() {}

  /**
   * What the contract's fields are called here.
   *
   * @param field of the options: "tcp.tls_options"
   */
  static Map<String, String> fieldNames(String field) {
    return Map.of(
        field + ".server_name", SERVER_NAME.name(),
        field + ".ca_pem", CA_FILE.name(),
        field + ".min_expiry_days", MIN_EXPIRY_DAYS.name(),
        field + ".client_certificate.name", CLIENT_CERTIFICATE.name());
  }

  /** Whether any of the options is given. */
  static boolean areGiven(Arguments arguments) {
    return ALL.stream().filter(flag -> !flag.equals(INSECURE)).anyMatch(arguments::has);
  }

  static TlsOptions options(Arguments arguments) throws UsageException {
    TlsOptions.Builder options =
        TlsOptions.newBuilder()
            .setServerName(arguments.value(SERVER_NAME, text -> text).orElse(""))
            .setCaPem(arguments.value(CA_FILE, TlsFlags::content).orElse(""))
            .setMinExpiryDays(arguments.value(MIN_EXPIRY_DAYS, Values::count).orElse(0));
    arguments
        .value(CLIENT_CERTIFICATE, text -> text)
        .ifPresent(name -> options.setClientCertificate(SecretRef.newBuilder().setName(name)));
    return options.build();
  }

  private static String content(String file) {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > MAX_FILE) {
        throw new IllegalArgumentException(file + " (expected: at most 1 MiB)");
      }
      return Files.readString(path);
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      throw new IllegalArgumentException(file + " (expected: a file that can be read)", e);
    }
  }
}
