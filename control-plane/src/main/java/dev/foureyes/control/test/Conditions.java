package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.model.text.BoundedPattern;
import dev.foureyes.proto.common.v1.SecretRef;
import dev.foureyes.proto.common.v1.TextCondition;
import dev.foureyes.proto.common.v1.TlsOptions;
import java.util.regex.Pattern;

/** What several kinds of probes have: patterns, secrets by name, TLS. */
final class Conditions {

  private static final int MAX_TEXT = 4_096;
  private static final int MAX_PEM = 65_536;
  private static final int MAX_EXPIRY_DAYS = 3_650;
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";
  private static final Pattern SECRET = Pattern.compile("(?!.*\\.new$)[a-z0-9][a-z0-9._-]{0,62}");

  private final Violations violations;

  Conditions(Violations violations) {
    this.violations = violations;
  }

  void pattern(String field, String text) {
    BoundedPattern.problem(text)
        .ifPresent(why -> violations.add(field, text, BoundedPattern.EXPECTED + ": " + why));
  }

  void text(String field, TextCondition condition) {
    switch (condition.getConditionCase()) {
      case EQUALS -> bounded(field + ".equals", condition.getEquals());
      case CONTAINS -> bounded(field + ".contains", condition.getContains());
      case MATCHES -> pattern(field + ".matches", condition.getMatches());
      case NOT_MATCHES -> pattern(field + ".not_matches", condition.getNotMatches());
      case EXISTS -> {}
      case CONDITION_NOT_SET ->
          violations.missing(field, "one of equals, contains, matches, not_matches and exists");
    }
  }

  private void bounded(String field, String text) {
    violations.check(text.length() <= MAX_TEXT, field, text, "at most " + MAX_TEXT + " characters");
  }

  void secret(String field, SecretRef secret) {
    violations.check(
        SECRET.matcher(secret.getName()).matches(),
        field + ".name",
        secret.getName(),
        "1 to 63 of a-z, 0-9, \"-\", \"_\" and \".\", beginning with a letter or digit");
  }

  void tls(String field, TlsOptions options) {
    String name = options.getServerName();
    violations.check(
        name.isEmpty()
            || (Hosts.isHost(name) && name.matches(".*[A-Za-z_].*") && !name.contains(":")),
        field + ".server_name",
        name,
        "a host name, at most " + Hosts.MAX_CHARS + " characters");
    String pem = options.getCaPem();
    violations.check(
        pem.isEmpty() || (pem.length() <= MAX_PEM && pem.contains(CERTIFICATE)),
        field + ".ca_pem",
        pem.length(),
        "1 to 20 certificates as PEM, at most " + MAX_PEM + " characters");
    violations.check(
        options.getMinExpiryDays() >= 0 && options.getMinExpiryDays() <= MAX_EXPIRY_DAYS,
        field + ".min_expiry_days",
        Integer.toUnsignedLong(options.getMinExpiryDays()),
        "0 to " + MAX_EXPIRY_DAYS);
    if (options.hasClientCertificate()) {
      secret(field + ".client_certificate", options.getClientCertificate());
    }
  }
}
