package dev.foureyes.nodeagent.probe.browser;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes the secrets of a run out of what the result holds, in the forms that browsers and pages
 * write them in: as they are, encoded for URLs, for JSON and HTML, and in Base64. What a page makes
 * of a secret otherwise is not known here.
 */
final class Redactor {

  static final String MASK = "•••";

  private final List<String> secrets = new CopyOnWriteArrayList<>();
  private volatile List<String> forms = List.of();

  /** A secret of the run; before it is used. */
  void add(String secret) {
    if (secret.isEmpty() || secrets.contains(secret)) {
      return;
    }
    secrets.add(secret);
    Set<String> all = new LinkedHashSet<>();
    secrets.forEach(each -> all.addAll(formsOf(each)));
    // The longest first: one form may be part of another.
    forms = all.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  private static Set<String> formsOf(String secret) {
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String percent = form.replace("+", "%20");
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    Set<String> all = new LinkedHashSet<>(List.of(secret, form, percent));
    all.add(lessEncoded(secret));
    all.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
    all.add(
        secret
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;"));
    all.add(Base64.getEncoder().encodeToString(bytes));
    all.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    return all;
  }

  /** As browsers encode in queries and paths, where more characters stay as they are. */
  private static String lessEncoded(String secret) {
    StringBuilder text = new StringBuilder();
    for (byte each : secret.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = each > 0x20 && each < 0x7f && "\"#<>%".indexOf(each) < 0;
      if (isPlain) {
        text.append((char) each);
      } else {
        text.append(String.format("%%%02X", each));
      }
    }
    return text.toString();
  }

  /** All forms of all secrets of the run. */
  List<String> forms() {
    return forms;
  }

  boolean isEmpty() {
    return secrets.isEmpty();
  }

  /** The text without them. Cut it afterwards, for half a secret is not found. */
  String clean(String text) {
    String cleaned = text;
    for (String form : forms) {
      cleaned = cleaned.replace(form, MASK);
    }
    return cleaned;
  }
}
