import type { Schema } from "@/shared/api";
import { formatBytes, formatCount, formatMs, formatSpan } from "@/shared/format";
import { Facts } from "@/shared/ui";
import type { Result } from "./api";
import { passed, PHASE_WORDS } from "./faults";
import { hopsOf } from "./phases";
import { TlsChain } from "./TlsChain";
import { Waterfall } from "./Waterfall";

interface DetailProps {
  result: Result;
  /** What the test probes, as one line. */
  target: string;
}

/** What one run measured, by kind of probe. */
export function ResultDetails({ result, target }: DetailProps) {
  const { http, tcp, dns } = result.probe ?? {};
  if (http) return <HttpDetails result={result} http={http} target={target} />;
  if (tcp) return <TcpDetails result={result} tcp={tcp} target={target} />;
  if (dns) return <DnsDetails dns={dns} />;
  return null;
}

function HttpDetails({ result, http, target }: DetailProps & { http: Schema<"HttpResult"> }) {
  const { status, wire_bytes, body_bytes, throughput_bytes_per_s: throughput } = http;
  return (
    <>
      <DetailSection title="Response">
        <Facts
          facts={[
            ["Status", status],
            ["Total", http.total_ms === undefined ? undefined : formatMs(http.total_ms)],
            ["First byte", http.response_ms === undefined ? undefined : formatMs(http.response_ms)],
            ["Protocol", http.protocol],
            ["Remote address", http.remote_ip && <span className="mono">{http.remote_ip}</span>],
            ["On the wire", wire_bytes === undefined ? undefined : formatBytes(wire_bytes)],
            ["Body", body_bytes === undefined ? undefined : `${formatBytes(body_bytes)}${http.body_truncated ? ", rest unread" : ""}`],
            ["Throughput", throughput === undefined ? undefined : `${formatBytes(throughput)}/s`],
            ["Redirects", http.redirects > 0 ? formatCount(http.redirects) : undefined],
          ]}
        />
      </DetailSection>
      <WaterfallSection result={result} target={target} />
      {http.tls && (
        <DetailSection title="TLS">
          <TlsChain tls={http.tls} />
        </DetailSection>
      )}
    </>
  );
}

function TcpDetails({ result, tcp, target }: DetailProps & { tcp: Schema<"TcpResult"> }) {
  return (
    <>
      <DetailSection title="Connection">
        <Facts
          facts={[
            ["Total", tcp.total_ms === undefined ? undefined : formatMs(tcp.total_ms)],
            ["Remote address", tcp.remote_ip && <span className="mono">{tcp.remote_ip}</span>],
          ]}
        />
      </DetailSection>
      <WaterfallSection result={result} target={target} />
    </>
  );
}

function WaterfallSection({ result, target }: DetailProps) {
  const hops = hopsOf(result, target);
  const phase = PHASE_WORDS[result.probe?.error_phase ?? "ERROR_PHASE_UNSPECIFIED"];
  // An unexpected status or content is found when all phases are over: there is no bar for it.
  const late = result.probe?.error_phase === "ERROR_PHASE_STATUS" || result.probe?.error_phase === "ERROR_PHASE_CONTENT";
  return (
    <DetailSection title="Waterfall">
      <Waterfall
        hops={hops}
        durationMs={result.probe?.duration_ms ?? 0}
        failedAt={passed(result) || late || phase === "" ? undefined : phase}
      />
    </DetailSection>
  );
}

function DnsDetails({ dns }: { dns: Schema<"DnsResult"> }) {
  const flags = [
    dns.authoritative && "authoritative (AA)",
    dns.truncated && "truncated (TC)",
    dns.recursion_available && "recursion available (RA)",
    dns.authentic_data && "authentic data (AD)",
  ].filter((flag) => flag !== false);
  return (
    <>
      <DetailSection title="Answer">
        <Facts
          facts={[
            ["Response code", dns.rcode],
            ["Resolution", dns.resolution_ms === undefined ? undefined : formatMs(dns.resolution_ms)],
            ["Server", dns.server && <span className="mono">{dns.server}</span>],
            ["Transport", dns.transport.toUpperCase()],
            ["Size", dns.response_bytes === undefined ? undefined : formatBytes(dns.response_bytes)],
            ["Flags", flags.join(", ")],
          ]}
        />
      </DetailSection>
      {dns.answers.length > 0 && <Answers answers={dns.answers} total={dns.answer_count ?? dns.answers.length} />}
    </>
  );
}

function Answers({ answers, total }: { answers: readonly Schema<"DnsRecord">[]; total: number }) {
  return (
    <DetailSection title={`Records (${formatCount(total)})`}>
      <div className="table-scroll detail-answers">
        <table className="table">
          <thead>
            <tr>
              <th>Name</th>
              <th>Type</th>
              <th className="numeric">TTL</th>
              <th>Data</th>
            </tr>
          </thead>
          <tbody>
            {answers.map((answer, index) => (
              <tr key={index}>
                <td className="mono">{answer.name}</td>
                <td>{answer.type}</td>
                <td className="numeric" title={`${formatCount(answer.ttl_s)} s`}>
                  {formatSpan(answer.ttl_s * 1000)}
                </td>
                <td className="mono detail-data">{answer.data}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </DetailSection>
  );
}

export function DetailSection({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="detail-section" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
