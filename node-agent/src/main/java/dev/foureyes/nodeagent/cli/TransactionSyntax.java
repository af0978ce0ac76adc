package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TransactionProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code probe transaction FILE}. */
final class TransactionSyntax implements ProbeSyntax {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String FILE = "FILE";

  private static final Flag LONGER =
      Flag.option(
          "--timeout", "TIME", "ended and failed after this time, for example 10s;\ndefault 30s");

  @Override
  public List<String> names() {
    return List.of("probe transaction");
  }

  @Override
  public String operands() {
    return "FILE [OPTION]...";
  }

  @Override
  public String summary() {
    return "what a visitor does, in Chromium, step by step";
  }

  @Override
  public String description() {
    return """
    Does the steps of a file in Chromium as a test would, from an empty profile, and shows
    how far they came and how long each took. Secrets are those of the node whose data
    directory FOUREYES_NODE_DATA_DIR names; as to Chromium see `probe page --help`.

      FILE   JSON as the API has it in the field "transaction" of a test's probe:
             {"steps": [{"open": {"url": "https://shop.example/"}},
                        {"fill": {"element": {"label": "User"}, "text": "ann"}},
                        {"fill": {"element": {"label": "Password"}, "secret": {"name": "pw"}}},
                        {"click": {"element": {"text": "Sign in"}}},
                        {"assert_text": {"condition": {"contains": "Hello"}}}]}
    """;
  }

  @Override
  public List<Flag> flags() {
    return List.of();
  }

  @Override
  public Map<String, String> fieldNames() {
    return Map.of();
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    String file = arguments.onlyWord(FILE, "a file with the steps as JSON");
    return ProbeConfig.newBuilder()
        .setTransaction(MessageFile.read(FILE, Path.of(file), TransactionProbe.newBuilder()))
        .build();
  }

  @Override
  public Flag timeoutFlag() {
    return LONGER;
  }

  @Override
  public Duration defaultTimeout(ProbeConfig config) {
    return TIMEOUT;
  }
}
