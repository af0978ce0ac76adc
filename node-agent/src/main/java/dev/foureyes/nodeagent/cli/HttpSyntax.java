package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.HttpMethod;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.StatusRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code probe http URL}. */
final class HttpSyntax implements ProbeSyntax {

  private static final int DEFAULT_REDIRECTS = 5;
  private static final String METHOD_PREFIX = "HTTP_METHOD_";

  private static final Flag METHOD =
      Flag.option(
              "--method",
              "METHOD",
              "GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS;\ndefault GET, with --data POST")
          .letter("-X");
  private static final Flag HEADER =
      Flag.option("--header", "'NAME: VALUE'", "request header; may be given up to 32 times")
          .letter("-H")
          .repeated();
  private static final Flag DATA =
      Flag.option("--data", "TEXT", "request body, sent as UTF-8, at most 65,536 bytes")
          .letter("-d");
  private static final Flag MAX_REDIRECTS =
      Flag.option(
          "--max-redirects", "N", "redirects to follow, 0 to 20; default " + DEFAULT_REDIRECTS);
  private static final Flag EXPECT_STATUS =
      Flag.option(
              "--expect-status",
              "CODES",
              "status codes that count as passed, for example\n200-299,304; default 200-399")
          .repeated();

  @Override
  public List<String> names() {
    return List.of("probe http");
  }

  @Override
  public String operands() {
    return "URL [OPTION]...";
  }

  @Override
  public String summary() {
    return "one HTTP or HTTPS request, phase by phase";
  }

  @Override
  public String description() {
    return """
    Sends one request as a test would, follows its redirects, and shows what came back
    and where the time went.

      URL   absolute, with http or https: https://www.example.com/
    """;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(List.of(METHOD, HEADER, DATA, MAX_REDIRECTS, EXPECT_STATUS));
    flags.addAll(TlsFlags.ALL);
    flags.addAll(HttpFlags.ALL);
    flags.addAll(List.of(ProbeFlags.IPV4, ProbeFlags.IPV6));
    return List.copyOf(flags);
  }

  @Override
  public Map<String, String> fieldNames() {
    Map<String, String> names = new HashMap<>(HttpFlags.fieldNames());
    names.putAll(
        Map.of(
            "http.url", "URL",
            "http.method", METHOD.name(),
            "http.headers", HEADER.name(),
            "http.body", DATA.name(),
            "http.max_redirects", MAX_REDIRECTS.name(),
            "http.expected_status", EXPECT_STATUS.name()));
    return Map.copyOf(names);
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    String url = arguments.onlyWord("URL", "an absolute http or https URL");
    if (!url.contains("://")) {
      throw new UsageException(
          "URL: "
              + url
              + " (expected: an absolute http or https URL; did you mean https://"
              + url
              + "?)");
    }
    HttpProbe.Builder http =
        HttpProbe.newBuilder()
            .setUrl(url)
            .setMethod(method(arguments))
            .addAllHeaders(arguments.values(HEADER, Values::header))
            .setBody(arguments.value(DATA, text -> text).orElse(""))
            .setMaxRedirects(
                arguments.value(MAX_REDIRECTS, Values::count).orElse(DEFAULT_REDIRECTS))
            .setSkipCertificateCheck(arguments.has(TlsFlags.INSECURE))
            .setAddressFamily(ProbeFlags.family(arguments));
    for (List<StatusRange> ranges : arguments.values(EXPECT_STATUS, Values::statusRanges)) {
      http.addAllExpectedStatus(ranges);
    }
    HttpFlags.into(http, arguments);
    return ProbeConfig.newBuilder().setHttp(http).build();
  }

  private static HttpMethod method(Arguments arguments) throws UsageException {
    List<HttpMethod> known = Values.meant(HttpMethod.values());
    return arguments
        .<HttpMethod>value(METHOD, text -> Values.oneOf(known, METHOD_PREFIX, text))
        .orElse(arguments.has(DATA) ? HttpMethod.HTTP_METHOD_POST : HttpMethod.HTTP_METHOD_GET);
  }
}
