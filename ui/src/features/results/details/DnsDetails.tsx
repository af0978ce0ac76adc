import type { Schema } from "@/shared/api";
import { formatCount, formatSpan } from "@/shared/format";
import { Facts } from "@/shared/ui";
import { TlsChain } from "../TlsChain";
import { DetailSection } from "./DetailSection";
import { DnssecChain } from "./DnssecChain";
import { DnsTrace } from "./DnsTrace";
import { bytesFact, monoFact, timeFact } from "./facts";
import type { DetailProps } from "./ResultDetails";
import { WaterfallSection } from "./WaterfallSection";

export function DnsDetails({ result, dns, target }: DetailProps & { dns: Schema<"DnsResult"> }) {
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
            ["Resolution", timeFact(dns.resolution_ms)],
            ["Server", monoFact(dns.server)],
            ["Transport", dns.transport.toUpperCase()],
            ["Size", bytesFact(dns.response_bytes)],
            ["Flags", flags.join(", ")],
            ["Answered by", dns.edns?.nsid && monoFact(dns.edns.nsid)],
            ["SOA serial", dns.soa_serial === undefined ? undefined : String(dns.soa_serial)],
            ["HTTP status", dns.http_status],
          ]}
        />
      </DetailSection>
      {dns.edns?.extended_errors.map((error, index) => (
        <p key={index} className="muted">
          The server says: {error.name}
          {error.text && ` – ${error.text}`}
        </p>
      ))}
      {!dns.trace && <WaterfallSection result={result} target={target} />}
      {dns.answers.length > 0 && <Answers answers={dns.answers} total={dns.answer_count ?? dns.answers.length} />}
      {dns.dnssec && (
        <DetailSection title="DNSSEC">
          <DnssecChain dnssec={dns.dnssec} />
        </DetailSection>
      )}
      {dns.trace && (
        <DetailSection title="Trace from the root">
          <DnsTrace steps={dns.trace.steps} />
        </DetailSection>
      )}
      {dns.tls && (
        <DetailSection title="TLS">
          <TlsChain tls={dns.tls} />
        </DetailSection>
      )}
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
