import type { Schema } from "@/shared/api";
import { Facts } from "@/shared/ui";
import { UDP_REPLIES } from "../words";
import { DetailSection } from "./DetailSection";
import { bytesFact, monoFact, timeFact } from "./facts";
import type { DetailProps } from "./ResultDetails";
import { WaterfallSection } from "./WaterfallSection";

export function UdpDetails({ result, udp, target }: DetailProps & { udp: Schema<"UdpResult"> }) {
  return (
    <>
      <DetailSection title="Answer">
        <Facts
          facts={[
            ["What came", UDP_REPLIES[udp.reply]],
            ["Round trip", timeFact(udp.rtt_ms)],
            ["Total", timeFact(udp.total_ms)],
            ["Remote address", monoFact(udp.remote_ip)],
            ["Size", bytesFact(udp.response_bytes)],
            ["Datagrams sent", udp.sent_packets],
          ]}
        />
      </DetailSection>
      <WaterfallSection result={result} target={target} />
      {udp.received_text && (
        <DetailSection title="Said by the target">
          <pre className="detail-text">{udp.received_text}</pre>
        </DetailSection>
      )}
    </>
  );
}
