package dev.foureyes.nodeagent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {

  private static Task parse(String... typed) throws UsageException {
    return Commands.parse(List.of(typed), Map.of(), List.of("run"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prob | command: prob (expected: probe, dns, doctor, update or run; did you mean probe?)",
        "probe | probe: no kind (expected: http, tcp or dns)",
        "probe htp | probe: htp (expected: http, tcp or dns; did you mean http?)",
        "probe http | URL: not given (expected: an absolute http or https URL)",
        "probe http a.example | URL: a.example (expected: an absolute http or https URL;"
            + " did you mean https://a.example?)",
        "probe http http://a http://b | URL: http://a http://b (expected: one;"
            + " `foureyes-node probe http --help` shows how)",
        "probe http http://a --metod GET | option: --metod (expected: one of those in"
            + " `foureyes-node probe http --help`; did you mean --method?)",
        "probe http http://a --method GETT | --method: GETT (expected: GET, HEAD, POST, PUT, PATCH,"
            + " DELETE, OPTIONS; did you mean GET?)",
        "probe http http://a --header | --header: no value (expected: 'NAME: VALUE')",
        "probe http http://a -H Accept | --header: Accept (expected: NAME: VALUE, for example"
            + " 'Accept: text/html')",
        "probe http http://a --max-redirects many | --max-redirects: many (expected: a number)",
        "probe http http://a --expect-status 2xx | --expect-status: 2xx (expected: codes and ranges"
            + " from 100 to 599, for example 200-299,304)",
        "probe http http://a --timeout 5 | --timeout: 5 (expected: 1ms to 10m, for example 5s)",
        "probe http http://a --timeout 0s | --timeout: 0s (expected: 1ms to 10m, for example 5s)",
        "probe http http://a --timeout 11m | --timeout: 11m (expected: 1ms to 10m, for example 5s)",
        "probe http http://a --timeout 1s --timeout=2s | --timeout: 2s (expected: to be given once)",
        "probe http http://a --json=yes | --json: yes (expected: no value)",
        "probe http http://a -4 -6 | --ipv4 and --ipv6: both given (expected: one of them)",
        "probe tcp a.example | HOST:PORT: a.example (expected: HOST:PORT, for example"
            + " example.com:443 or [2001:db8::1]:443)",
        "probe tcp 2001:db8::1:443 | HOST:PORT: 2001:db8::1:443 (expected: HOST:PORT, for example"
            + " example.com:443 or [2001:db8::1]:443)",
        "dns | NAME: not given (expected: a domain name)",
        "dns a.example AAA | TYPE: AAA (expected: A, NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV, CAA;"
            + " did you mean AAAA?)",
        "dns a.example A MX | TYPE: MX (expected: one name and one type)",
        "dns a.example @b @c | @SERVER: @c (expected: one)",
        "dns a.example @ | @SERVER: @ (expected: HOST or HOST:PORT after it)",
        "dns a.example --udp --tcp | --udp and --tcp: both given (expected: one of them)",
        "dns a.example --expect-rcode NX | --expect-rcode: NX (expected: NOERROR, FORMERR, SERVFAIL,"
            + " NXDOMAIN, NOTIMP, REFUSED)",
        "doctor now | doctor: now (expected: options only; `foureyes-node doctor --help` lists them)",
        "update 1.2.3 | update: 1.2.3 (expected: --from FILE or --from URL)",
        "update --form x | option: --form (expected: one of those in `foureyes-node update --help`;"
            + " did you mean --from?)",
        "doctor --server gw | --server: gw (expected: HOST:PORT, for example"
            + " gateway.example.com:9443)",
      })
  void wrongUsageNamesWhatItIsAndWhatWasExpected(String typed, String message) {
    assertThatThrownBy(() -> parse(typed.split(" ", -1)))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @Test
  void whatIsFarFromEverythingIsNotGuessed() {
    assertThat(Suggestion.among(List.of("probe", "dns"), "xyz")).isEmpty();
    assertThat(Suggestion.among(List.of("probe", "dns"), "prbeo"))
        .isEqualTo("; did you mean probe?");
    assertThat(Suggestion.among(List.of("A", "MX"), "B")).isEmpty();
  }

  @Test
  void settingsOfTheDoctorAreCheckedInTheEnvironmentToo() {
    assertThatThrownBy(() ->
            Commands.parse(List.of("doctor"), Map.of("FOUREYES_NODE_SERVER", "gw"), List.of()))
        .hasMessage(
            "FOUREYES_NODE_SERVER: gw (expected: HOST:PORT, for example gateway.example.com:9443)");
  }

  @Test
  void overviewHasALineForEachCommand() {
    assertThat(Commands.overview().lines())
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).startsWith("  foureyes-node ").hasSizeLessThan(110));
  }
}
