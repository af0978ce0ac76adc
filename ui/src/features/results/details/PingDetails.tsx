import type { Schema } from "@/shared/api";
import { formatCount, formatMs, plural } from "@/shared/format";
import { Facts } from "@/shared/ui";
import { formatMeasure } from "../measures";
import { PACKET_ANSWERS } from "../words";
import { DetailSection } from "./DetailSection";
import { monoFact, timeFact } from "./facts";
import "./ping.css";

const SOCKETS: Record<Schema<"IcmpSocket">, string> = {
  ICMP_SOCKET_UNSPECIFIED: "",
  ICMP_SOCKET_DATAGRAM: "datagram ICMP, without privileges",
  ICMP_SOCKET_RAW: "raw ICMP (CAP_NET_RAW)",
};

export function PingDetails({ ping }: { ping: Schema<"PingResult"> }) {
  return (
    <>
      <DetailSection title="Round trips">
        <Facts
          facts={[
            ["Loss", ping.loss_ratio === undefined ? undefined : formatMeasure("loss_ratio", ping.loss_ratio)],
            ["Mean", timeFact(ping.rtt_avg_ms)],
            ["Shortest", timeFact(ping.rtt_min_ms)],
            ["Median", timeFact(ping.rtt_p50_ms)],
            ["95th percentile", timeFact(ping.rtt_p95_ms)],
            ["Longest", timeFact(ping.rtt_max_ms)],
            ["Jitter (std. deviation)", timeFact(ping.jitter_stddev_ms)],
            ["Jitter (RFC 3550)", timeFact(ping.jitter_rfc3550_ms)],
          ]}
        />
      </DetailSection>
      {ping.packets.length > 0 && (
        <DetailSection title="Packets">
          <Packets packets={ping.packets} />
        </DetailSection>
      )}
      <DetailSection title="Measurement">
        <Facts
          facts={[
            ["Remote address", monoFact(ping.remote_ip)],
            ["DNS", timeFact(ping.dns_ms)],
            ["Sent", ping.sent],
            ["Answered", ping.received],
            ["Late", some(ping.late)],
            ["Duplicate", some(ping.duplicates)],
            ["Reordered", some(ping.reordered)],
            ["Hop limit of the reply", ping.reply_hop_limit],
            ["Socket", SOCKETS[ping.socket]],
            ["Times taken by", ping.received ? (ping.kernel_timestamps ? "the kernel" : "the agent") : undefined],
          ]}
        />
      </DetailSection>
      {ping.refusals.length > 0 && (
        <DetailSection title="Answers that are no replies">
          <ul className="detail-list">
            {ping.refusals.map((refusal, index) => (
              <li key={index}>
                <span className="mono">{refusal.ip}</span> {PACKET_ANSWERS[refusal.answer]}
                {refusal.mtu_bytes !== undefined && `, fits ${formatCount(refusal.mtu_bytes)} bytes`}
                <span className="muted"> {plural(refusal.count, "time")}</span>
              </li>
            ))}
          </ul>
        </DetailSection>
      )}
    </>
  );
}

const some = (count: number | undefined) => (count === undefined || count === 0 ? undefined : formatCount(count));

/** One bar per packet, as high as its round trip; what was lost is a mark over the full height. */
function Packets({ packets }: { packets: readonly Schema<"PingPacket">[] }) {
  const longest = Math.max(0.001, ...packets.map((packet) => packet.rtt_ms ?? 0));
  const lost = packets.filter((packet) => packet.rtt_ms === undefined).length;
  return (
    <div className="ping-packets">
      <span className="ping-scale faint">{formatMs(longest)}</span>
      <div className="ping-bars" role="img" aria-label={`${plural(packets.length, "packet")}, ${formatCount(lost)} lost, up to ${formatMs(longest)}`}>
        {packets.map((packet, index) => (
          <span
            key={index}
            className={packet.rtt_ms === undefined ? "ping-lost" : "ping-bar"}
            style={{ height: packet.rtt_ms === undefined ? "100%" : `${Math.max(3, (packet.rtt_ms / longest) * 100)}%` }}
            title={`packet ${index + 1}, sent at ${formatMs(packet.sent_ms)}: ${packet.rtt_ms === undefined ? "no reply in time" : formatMs(packet.rtt_ms)}`}
          />
        ))}
      </div>
      <span className="ping-scale faint">0</span>
    </div>
  );
}
