package dev.foureyes.nodeagent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsTrace;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.ProbeResult;
import org.junit.jupiter.api.Test;

class DnsTextTest {

  private static final Style PLAIN = new Style(78, false, false);
  private static final Style UNICODE = new Style(78, true, false);
  private static final ProbeConfig CONFIG =
      ProbeConfig.newBuilder()
          .setDns(DnsProbe.newBuilder().setName("www.z.example").setServer("192.0.2.53"))
          .build();

  private static String text(ProbeConfig config, String result, Style style) throws Exception {
    return ProbeText.of(config, TextFormat.parse(result, ProbeResult.class), style);
  }

  private static final String SECURE =
      """
      fault: FAULT_OK
      dns {
        resolution_ms: 1.5 answer_count: 1 response_bytes: 120 query_bytes: 46 rcode: "NOERROR"
        server: "192.0.2.53:53" transport: "udp" recursion_available: true
        authority_count: 1 additional_count: 2 soa_serial: 4294967290
        answers { name: "www.z.example." type: "A" ttl_s: 300 data: "192.0.2.1" }
        edns { udp_payload_bytes: 1232 nsid: "fra-1" }
        validation_ms: 12.25 signature_expiry_days: 13.96
        dnssec {
          status: DNSSEC_STATUS_SECURE
          chain {
            zone: "." status: DNSSEC_STATUS_SECURE is_anchor: true
            ds { key_tag: 20326 algorithm: "RSASHA256" digest: "SHA-256" matches_key: true }
            ds { key_tag: 38696 algorithm: "RSASHA256" digest: "SHA-256" }
            keys { key_tag: 20326 algorithm: "RSASHA256" flags: 257 }
            key_signatures {
              key_tag: 20326 signer: "." expiration { seconds: 1796601600 } expiry_days: 14.0 valid: true
            }
          }
          chain {
            zone: "z.example." status: DNSSEC_STATUS_SECURE
            ds { key_tag: 7 algorithm: "ED25519" digest: "SHA-256" matches_key: true }
            keys { key_tag: 7 algorithm: "ED25519" flags: 257 }
            ds_signatures {
              key_tag: 20326 signer: "." expiration { seconds: 1796601600 } expiry_days: 14.0 valid: true
            }
            key_signatures {
              key_tag: 7 signer: "z.example." expiration { seconds: 1796601600 } expiry_days: 13.96 valid: true
            }
          }
          answer_signatures {
            covers: "www.z.example. A" key_tag: 7 signer: "z.example."
            expiration { seconds: 1796601600 } expiry_days: 13.96 valid: true
          }
        }
      }
      """;

  @Test
  void chainIsATree() throws Exception {
    assertThat(text(CONFIG, SECURE, UNICODE))
        .isEqualTo(
            """
            DNS www.z.example A @192.0.2.53
            passed   NOERROR, 1 answer in 1.50 ms, secure

              www.z.example.  300  A  192.0.2.1

              server      192.0.2.53:53 over udp
              instance    fra-1
              rcode       NOERROR
              flags       ra (recursion available)
              records     1 answer, 1 authority, 2 additional
              size        120 bytes, query 46
              serial      4294967290
              time        1.50 ms

              dnssec      secure
                          first expires in 14.0 days
                          checked in 12.25 ms
              .  secure
                anchor 20326 SHA-256, 38696 SHA-256 (no such key)
                keys 20326 RSASHA256 257
                keys signed by . 20326 until 2026-12-07 (14.0 days)
              └ z.example.  secure
                  DS 7 SHA-256
                  keys 7 ED25519 257
                  DS signed by . 20326 until 2026-12-07 (14.0 days)
                  keys signed by z.example. 7 until 2026-12-07 (14.0 days)
                └ www.z.example. A  signed by z.example. 7 until 2026-12-07 (14.0 days)
            """);
  }

  @Test
  void whatDoesNotHoldIsSaid() throws Exception {
    assertThat(
            text(
                CONFIG,
                """
                fault: FAULT_TARGET error_phase: ERROR_PHASE_CONTENT
                error: "the answer is bogus: zone z.example.: it has no keys"
                dns {
                  resolution_ms: 1.5 answer_count: 0 response_bytes: 60 rcode: "SERVFAIL"
                  server: "192.0.2.53:53" transport: "udp" signature_expiry_days: -2
                  edns { extended_errors { code: 6 name: "DNSSEC_BOGUS" text: "no keys\\033[2J" } }
                  dnssec {
                    status: DNSSEC_STATUS_BOGUS reason: "zone z.example.: it has no keys"
                    chain { zone: "." status: DNSSEC_STATUS_SECURE is_anchor: true }
                    chain { zone: "z.example." status: DNSSEC_STATUS_BOGUS reason: "it has no keys" }
                    answer_signatures {
                      covers: "www.z.example. A" key_tag: 7 signer: "z.example."
                      invalid_reason: "expired on 2026-11-21"
                    }
                  }
                }
                """,
                PLAIN))
        .isEqualTo(
            """
            DNS www.z.example A @192.0.2.53
            failed   the answer is bogus: zone z.example.: it has no keys
                     at: content; lies with: the target

              server      192.0.2.53:53 over udp
              rcode       SERVFAIL
              flags       none
              size        60 bytes
              error       6 DNSSEC_BOGUS: no keys?[2J
              time        1.50 ms

              dnssec      bogus: zone z.example.: it has no keys
                          first expired 2.0 days ago
              .  secure
              `- z.example.  bogus
                   it has no keys
                 `- www.z.example. A  signed by z.example. 7, which does not hold: expired on 2026-11-21
            """);
  }

  @Test
  void traceIsATable() throws Exception {
    ProbeConfig config =
        ProbeConfig.newBuilder()
            .setDns(
                DnsProbe.newBuilder()
                    .setName("www.z.example")
                    .setTrace(DnsTrace.getDefaultInstance()))
            .build();
    assertThat(
            text(
                config,
                """
                fault: FAULT_OK
                dns {
                  resolution_ms: 61.25 answer_count: 1 response_bytes: 60 rcode: "NOERROR"
                  server: "192.0.2.2:53" transport: "udp" authoritative: true
                  trace {
                    steps {
                      zone: "." server_name: "a.root-servers.net." server: "198.41.0.4:53"
                      error: "no answer from 198.41.0.4:53 within 5000 ms"
                    }
                    steps {
                      zone: "." server_name: "b.root-servers.net." server: "170.247.170.2:53"
                      rtt_ms: 20.5 rcode: "NOERROR" referral: "example." has_ds: true
                      referral_servers: "a.example." referral_servers: "b.example."
                    }
                    steps {
                      zone: "example." server_name: "a.example." server: "192.0.2.1:53"
                      rtt_ms: 20.25 rcode: "NOERROR" referral: "z.example."
                      referral_servers: "ns.z.example."
                    }
                    steps {
                      zone: "z.example." server_name: "ns.z.example." server: "192.0.2.2:53"
                      rtt_ms: 20.5 rcode: "NOERROR" answer_count: 1 authoritative: true
                    }
                  }
                }
                """,
                PLAIN))
        .isEqualTo(
            """
            DNS www.z.example A
            passed   NOERROR, 1 answer in 61.25 ms

              server      192.0.2.2:53 over udp
              rcode       NOERROR
              flags       aa (authoritative)
              size        60 bytes
              time        61.25 ms

              .           a.root-servers.net.  198.41.0.4:53     -         failed: no answer from 198.41.0.4:53 within 5000 ms
              .           b.root-servers.net.  170.247.170.2:53  20.50 ms  -> example. (2 servers, signed)
              example.    a.example.           192.0.2.1:53      20.25 ms  -> z.example. (1 server, not signed)
              z.example.  ns.z.example.        192.0.2.2:53      20.50 ms  NOERROR, 1 answer
            """);
  }

  @Test
  void encryptedTransportsHaveTheirPhases() throws Exception {
    ProbeConfig config =
        ProbeConfig.newBuilder()
            .setDns(
                DnsProbe.newBuilder()
                    .setName("z.example")
                    .setServer("https://dns.example/dns-query"))
            .build();
    assertThat(
            text(
                config,
                """
                fault: FAULT_OK
                dns {
                  resolution_ms: 40 connect_ms: 10 tls_ms: 20 query_ms: 10 answer_count: 0
                  response_bytes: 60 rcode: "NOERROR" server: "https://dns.example/dns-query"
                  transport: "https" http_status: 200
                  tls { version: "TLSv1.3" cipher: "TLS_AES_128_GCM_SHA256" valid: true }
                }
                """,
                PLAIN))
        .isEqualTo(
            """
            DNS z.example A @https://dns.example/dns-query
            passed   NOERROR, no answers in 40.00 ms

              server      https://dns.example/dns-query over https
              tls         TLSv1.3, TLS_AES_128_GCM_SHA256
              certificate valid
              http        status 200
              rcode       NOERROR
              flags       none
              size        60 bytes

                connect  10.00 ms  ##############
                tls      20.00 ms               ############################
                query    10.00 ms                                           ##############
                total    40.00 ms
            """);
  }
}
