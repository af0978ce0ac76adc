import type { Schema } from "@/shared/api";
import { formatBytes, formatCount } from "@/shared/format";
import { Facts, MarkLabel } from "@/shared/ui";
import { TlsChain } from "../TlsChain";
import { DetailSection } from "./DetailSection";
import { bytesFact, monoFact, timeFact } from "./facts";
import type { DetailProps } from "./ResultDetails";
import { HttpAddresses } from "./HttpAddresses";
import { WaterfallSection } from "./WaterfallSection";

export function HttpDetails({ result, http, target }: DetailProps & { http: Schema<"HttpResult"> }) {
  const { body_bytes, throughput_bytes_per_s: throughput } = http;
  return (
    <>
      <DetailSection title="Response">
        <Facts
          facts={[
            ["Status", http.status],
            ["Total", timeFact(http.total_ms)],
            ["First byte", timeFact(http.response_ms)],
            ["Protocol", http.protocol],
            ["Remote address", monoFact(http.remote_ip)],
            ["On the wire", bytesFact(http.wire_bytes)],
            ["Body", body_bytes === undefined ? undefined : `${formatBytes(body_bytes)}${http.body_truncated ? ", rest unread" : ""}`],
            ["Throughput", throughput === undefined ? undefined : `${formatBytes(throughput)}/s`],
            ["Redirects", http.redirects > 0 ? formatCount(http.redirects) : undefined],
          ]}
        />
      </DetailSection>
      {http.addresses.length > 0 && <HttpAddresses addresses={http.addresses} />}
      <WaterfallSection result={result} target={target} />
      {http.assertions.length > 0 && (
        <DetailSection title="Assertions">
          <ul className="detail-list">
            {http.assertions.map(({ index, passed, actual }) => (
              <li key={index}>
                <MarkLabel kind={passed ? "ok" : "bad"}>Assertion {index + 1}</MarkLabel> <span className="muted">was {actual || "absent"}</span>
              </li>
            ))}
          </ul>
        </DetailSection>
      )}
      {http.tls && (
        <DetailSection title="TLS">
          <TlsChain tls={http.tls} />
        </DetailSection>
      )}
    </>
  );
}
