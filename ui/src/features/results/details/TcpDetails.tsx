import type { Schema } from "@/shared/api";
import { Facts } from "@/shared/ui";
import { TlsChain } from "../TlsChain";
import { DetailSection } from "./DetailSection";
import { bytesFact, monoFact, timeFact } from "./facts";
import type { DetailProps } from "./ResultDetails";
import { WaterfallSection } from "./WaterfallSection";

export function TcpDetails({ result, tcp, target }: DetailProps & { tcp: Schema<"TcpResult"> }) {
  return (
    <>
      <DetailSection title="Connection">
        <Facts
          facts={[
            ["Total", timeFact(tcp.total_ms)],
            ["Remote address", monoFact(tcp.remote_ip)],
            ["Sent", bytesFact(tcp.sent_bytes)],
            ["Received", bytesFact(tcp.received_bytes)],
            ["Failed at step", tcp.failed_step === undefined ? undefined : tcp.failed_step + 1],
          ]}
        />
      </DetailSection>
      <WaterfallSection result={result} target={target} />
      {tcp.received_text && (
        <DetailSection title="Said by the target">
          <pre className="detail-text">{tcp.received_text}</pre>
        </DetailSection>
      )}
      {tcp.tls && (
        <DetailSection title="TLS">
          <TlsChain tls={tcp.tls} />
        </DetailSection>
      )}
    </>
  );
}
