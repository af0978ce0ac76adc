package dev.foureyes.nodeagent.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.nodeagent.peers.ScriptedServer.Connection;
import java.io.IOException;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web server that lets in whom it knows by digest (RFC 7616). It is written from the RFC and not
 * from the node's code, and {@code curl --digest} agrees with it.
 */
public final class DigestServer implements AutoCloseable {

  public static final String USER = "Mufasa";
  public static final String PASSWORD = "Circle of Life";
  public static final String REALM = "http-auth@example.org";

  private static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
  private static final Pattern PARAMETER =
      Pattern.compile("([a-z*]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\",\\s]+))");

  private final ScriptedServer server;
  private final String user;
  private final String realm;
  private final String algorithm;
  private final int usesOfANonce;
  private final Map<String, Integer> uses = new HashMap<>();
  private final AtomicInteger nonces = new AtomicInteger();
  private final List<String> verdicts = new CopyOnWriteArrayList<>();

  /**
   * @param algorithm as in a challenge; empty for the default
   * @param usesOfANonce after which it is stale
   */
  public DigestServer(String user, String realm, String algorithm, int usesOfANonce)
      throws IOException {
    this.user = user;
    this.realm = realm;
    this.algorithm = algorithm;
    this.usesOfANonce = usesOfANonce;
    this.server = new ScriptedServer(this::serve);
  }

  public static DigestServer with(String algorithm) throws IOException {
    return new DigestServer(USER, REALM, algorithm, Integer.MAX_VALUE);
  }

  public String url() {
    return server.url();
  }

  public List<String> requests() {
    return server.requests();
  }

  /** What it thought of each request, in their order. */
  public List<String> verdicts() {
    return List.copyOf(verdicts);
  }

  private void serve(Connection connection) throws Exception {
    String head = connection.readRequest();
    String verdict = judge(head);
    verdicts.add(verdict);
    if (verdict.equals("good")) {
      connection.write(
          head.startsWith("GET /from ")
              ? "HTTP/1.1 302 Found\r\nLocation: /to?b=2\r\nContent-Length: 0\r\n\r\n"
              : OK);
    } else {
      connection.write(challenge(verdict.equals("stale")).getBytes(UTF_8));
    }
  }

  private synchronized String challenge(boolean isStale) {
    String nonce = "n\\\"" + nonces.incrementAndGet(); // a quotation mark has to survive
    uses.put("n\"" + nonces.get(), 0);
    return "HTTP/1.1 401 Who?\r\nWWW-Authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: Digest realm=\""
        + realm
        + "\", qop=\"auth-int, auth\", nonce=\""
        + nonce
        + "\", opaque=\"o, p\", charset=UTF-8"
        + (algorithm.isEmpty() ? "" : ", algorithm=" + algorithm)
        + (isStale ? ", stale=true" : "")
        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  }

  private synchronized String judge(String head) throws GeneralSecurityException {
    Matcher header =
        Pattern.compile("(?im)^Authorization: Digest (.*)$").matcher(head.replace("\r", ""));
    if (!header.find()) {
      return "none";
    }
    String text = new String(header.group(1).getBytes(ISO_8859_1), UTF_8);
    Map<String, String> given = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(text);
    while (parameter.find()) {
      String quoted = parameter.group(2);
      given.put(
          parameter.group(1),
          quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
    }
    String nonce = given.get("nonce");
    Integer used = uses.get(nonce);
    if (used == null) {
      return "unknown nonce " + nonce;
    }
    if (used >= usesOfANonce) {
      return "stale";
    }
    uses.put(nonce, used + 1);
    if (Integer.parseInt(given.getOrDefault("nc", "0"), 16) != used + 1) {
      return "nc " + given.get("nc");
    }
    String name =
        given.containsKey("username*")
            ? URLDecoder.decode(given.get("username*").replace("UTF-8''", ""), UTF_8)
            : given.get("username");
    String[] line = head.split(" ", 3);
    if (!line[1].equals(given.get("uri"))
        || !"auth".equals(given.get("qop"))
        || !"o, p".equals(given.get("opaque"))
        || !user.equals(name)) {
      return "wrong parameters " + given;
    }
    String a1 = hash(user + ":" + realm + ":" + PASSWORD);
    if (algorithm.endsWith("-sess")) {
      a1 = hash(a1 + ":" + nonce + ":" + given.get("cnonce"));
    }
    String a2 = hash(line[0] + ":" + line[1]);
    String right =
        hash(a1 + ":" + nonce + ":" + given.get("nc") + ":" + given.get("cnonce") + ":auth:" + a2);
    return right.equals(given.get("response")) ? "good" : "wrong response";
  }

  private String hash(String text) throws GeneralSecurityException {
    MessageDigest digest =
        MessageDigest.getInstance(algorithm.startsWith("SHA-256") ? "SHA-256" : "MD5");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
