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
        "probe bgp | HOST: not given (expected: name or address of the peer)",
        "bgp r1 --peer-as 1 | --local-as: not given (expected: an AS number)",
        "bgp r1 --local-as 1 | --peer-as: not given (expected: an AS number)",
        "bgp r1 --local-as x | --local-as: x (expected: an AS number, for example 64500)",
        "bgp r1 --local-as 4294967296 | --local-as: 4294967296 (expected: an AS number, for example"
            + " 64500)",
        "bgp r1 --local-as 1 --peer-as 2 --port 0 | --port: 0 (expected: a number, more than zero)",
        "bgp r1 --local-as 1 --peer-as 2 --family IPV5 | --family: IPV5 (expected: IPV4_UNICAST,"
            + " IPV6_UNICAST)",
        "bgp r1 --local-as 1 --peer-as 2 --watch 10.0.0.0/8=AS | --watch: AS (expected: an AS number,"
            + " for example 64500)",
        "prob | command: prob (expected: probe, dns, trace, doctor, secret, update or run; did you mean probe?)",
        "probe | probe: no kind (expected: http, tcp, dns, udp, ping, path, bgp, page or transaction)",
        "probe htp | probe: htp (expected: http, tcp, dns, udp, ping, path, bgp, page or transaction; did you mean http?)",
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
        "probe tcp a:1 --step x | --step: x (expected: send:TEXT, expect:PATTERN or starttls)",
        "probe http http://a --user me | --user: me (expected: USER:SECRET, where SECRET is the name"
            + " of a secret of the node)",
        "probe http http://a --max-time total | --max-time: total (expected: PHASE=MS, for example"
            + " response=200)",
        "probe http http://a --addresses all | --addresses: all (expected: first, random or each)",
        "secret set A | NAME: A (expected: 1 to 63 of a-z, 0-9, \"-\", \"_\" and \".\", beginning"
            + " with a letter or digit)",
        "secret list | --data-dir: not given (expected: DIR, here or as FOUREYES_NODE_DATA_DIR)",
        "dns | NAME: not given (expected: a domain name)",
        "dns a.example AAA | TYPE: AAA (expected: A, NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV, CAA,"
            + " HINFO, LOC, NAPTR, DNAME, DS, SSHFP, RRSIG, NSEC, DNSKEY, NSEC3, NSEC3PARAM, TLSA,"
            + " SMIMEA, CDS, CDNSKEY, OPENPGPKEY, SVCB, HTTPS, URI; did you mean AAAA?)",
        "dns a.example --tls --tcp | --tcp and --tls: both given (expected: one of them)",
        "dns a.example @https://a/ --tls | --tls: with an https URL (expected: without)",
        "dns a.example --trust-anchor . | --trust-anchor: given (expected: with --dnssec only)",
        "dns a.example --dnssec --trust-anchor . | --trust-anchor: . (expected: 'ZONE TAG ALGORITHM"
            + " DIGEST-TYPE DIGEST', for example '. 20326 8 2 E06D…')",
        "dns a.example --root-hint 192.0.2.1 | --root-hint: given (expected: with --trace only)",
        "dns a.example --trace --root-hint a:b | --root-hint: a:b (expected: ADDRESS or"
            + " ADDRESS:PORT, IPv6 with a port in brackets)",
        "dns a.example --expect-dnssec SECURE | --expect-dnssec: given (expected: with --dnssec"
            + " only)",
        "dns a.example --dnssec --expect-dnssec SAFE | --expect-dnssec: SAFE (expected: SECURE,"
            + " INSECURE, BOGUS, INDETERMINATE)",
        "dns a.example --min-serial -1 | --min-serial: -1 (expected: 0 to 4294967295)",
        "dns a.example A MX | TYPE: MX (expected: one name and one type)",
        "dns a.example @b @c | @SERVER: @c (expected: one)",
        "dns a.example @ | @SERVER: @ (expected: HOST or HOST:PORT after it)",
        "dns a.example --udp --tcp | --udp and --tcp: both given (expected: one of them)",
        "dns a.example --expect-rcode NX | --expect-rcode: NX (expected: NOERROR, FORMERR, SERVFAIL,"
            + " NXDOMAIN, NOTIMP, REFUSED)",
        "probe ping | HOST: not given (expected: a name or an address)",
        "probe ping a --max-loss 20 | --max-loss: 20 (expected: 0 to 1, for example 0.2)",
        "probe ping a --max-loss 1.1 | --max-loss: 1.1 (expected: 0 to 1, for example 0.2)",
        "probe ping a -c many | --count: many (expected: a number)",
        "trace a b | HOST: a b (expected: one; `foureyes-node trace --help` shows how)",
        "trace a --icmp --tcp | --icmp and --tcp: both given (expected: one of them)",
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
        .hasSize(14)
        .allSatisfy(line -> assertThat(line).startsWith("  foureyes-node ").hasSizeLessThan(110));
  }
}
