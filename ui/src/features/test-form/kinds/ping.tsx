import type { Schema } from "@/shared/api";
import { CheckField, TextField } from "@/shared/ui";
import { type Family, FamilyField } from "./FamilyField";
import { HostField } from "./HostField";
import { hostProblem } from "./hosts";
import type { KindForm, KindProps } from "./KindForm";
import { numberOf, numberProblem, textOf } from "./numbers";

export interface PingDraft {
  host: string;
  count: string;
  gapMs: string;
  replyTimeoutMs: string;
  payloadBytes: string;
  dscp: string;
  dontFragment: boolean;
  maxLossPercent: string;
  maxRttMs: string;
  family: Family;
}

export const PING: KindForm<PingDraft, Schema<"PingProbe">, Schema<"PingProbeInput">> = {
  words: "Several ICMP echo requests in a row: round-trip times, loss and jitter.",
  empty: {
    host: "",
    count: "",
    gapMs: "",
    replyTimeoutMs: "",
    payloadBytes: "",
    dscp: "",
    dontFragment: false,
    maxLossPercent: "",
    maxRttMs: "",
    family: "ADDRESS_FAMILY_UNSPECIFIED",
  },
  of: (ping) => ({
    host: ping.host,
    count: textOf(ping.count),
    gapMs: textOf(ping.packet_gap_ms),
    replyTimeoutMs: textOf(ping.reply_timeout_ms),
    payloadBytes: textOf(ping.payload_bytes),
    dscp: textOf(ping.dscp),
    dontFragment: ping.dont_fragment,
    maxLossPercent: ping.max_loss_ratio === undefined ? "" : String(Number((ping.max_loss_ratio * 100).toFixed(6))),
    maxRttMs: ping.max_rtt_avg_ms === undefined ? "" : String(ping.max_rtt_avg_ms),
    family: ping.address_family,
  }),
  input: (draft) => ({
    host: draft.host.trim(),
    count: numberOf(draft.count),
    packet_gap_ms: numberOf(draft.gapMs),
    reply_timeout_ms: numberOf(draft.replyTimeoutMs),
    payload_bytes: numberOf(draft.payloadBytes),
    dscp: numberOf(draft.dscp),
    dont_fragment: draft.dontFragment,
    address_family: draft.family,
    ...(draft.maxLossPercent.trim() && { max_loss_ratio: Number(draft.maxLossPercent) / 100 }),
    ...(draft.maxRttMs.trim() && { max_rtt_avg_ms: Number(draft.maxRttMs) }),
  }),
  name: (draft) => (draft.host.trim() ? `Ping ${draft.host.trim()}` : ""),
  problems: (draft) => ({
    host: hostProblem(draft.host),
    count: numberProblem(draft.count, 1, 100, true),
    packet_gap_ms: numberProblem(draft.gapMs, 10, 10_000, true),
    reply_timeout_ms: numberProblem(draft.replyTimeoutMs, 10, 10_000, true),
    payload_bytes: numberProblem(draft.payloadBytes, 16, 9000, true),
    dscp: numberProblem(draft.dscp, 0, 63, true),
    max_loss_ratio: percentProblem(draft.maxLossPercent),
    max_rtt_avg_ms: draft.maxRttMs.trim() === "" || Number(draft.maxRttMs) > 0 ? undefined : `${draft.maxRttMs} (expected: a time in milliseconds).`,
  }),
  fields: ["host", "count", "packet_gap_ms", "reply_timeout_ms", "payload_bytes", "dscp", "dont_fragment", "max_loss_ratio", "max_rtt_avg_ms", "address_family"],
  advanced: ["packet_gap_ms", "reply_timeout_ms", "payload_bytes", "dscp", "dont_fragment", "address_family"],
  Target,
  Advanced,
};

function percentProblem(text: string): string | undefined {
  const percent = Number(text);
  return text.trim() === "" || (percent >= 0 && percent <= 100) ? undefined : `${text.trim()} (expected: 0 to 100).`;
}

function Target({ draft, onChange }: KindProps<PingDraft>) {
  return (
    <>
      <HostField path="probe.ping.host" value={draft.host} onChange={(host) => onChange({ host })} />
      <div className="field-row">
        <TextField
          label="Packets"
          path="probe.ping.count"
          inputMode="numeric"
          placeholder="10"
          optional
          value={draft.count}
          onChange={(count) => onChange({ count })}
          hint="1 to 100 in a run."
        />
        <TextField
          label="Fails above a loss of"
          path="probe.ping.max_loss_ratio"
          inputMode="decimal"
          optional
          unit="%"
          value={draft.maxLossPercent}
          onChange={(maxLossPercent) => onChange({ maxLossPercent })}
          hint="Otherwise only when all is lost."
        />
        <TextField
          label="Fails above a mean round trip of"
          path="probe.ping.max_rtt_avg_ms"
          inputMode="decimal"
          optional
          unit="ms"
          value={draft.maxRttMs}
          onChange={(maxRttMs) => onChange({ maxRttMs })}
        />
      </div>
    </>
  );
}

function Advanced({ draft, onChange }: KindProps<PingDraft>) {
  return (
    <>
      <div className="field-row">
        <TextField
          label="From packet to packet"
          path="probe.ping.packet_gap_ms"
          inputMode="numeric"
          placeholder="100"
          optional
          unit="ms"
          value={draft.gapMs}
          onChange={(gapMs) => onChange({ gapMs })}
        />
        <TextField
          label="Wait for a reply"
          path="probe.ping.reply_timeout_ms"
          inputMode="numeric"
          placeholder="1000"
          optional
          unit="ms"
          value={draft.replyTimeoutMs}
          onChange={(replyTimeoutMs) => onChange({ replyTimeoutMs })}
        />
        <TextField
          label="Payload"
          path="probe.ping.payload_bytes"
          inputMode="numeric"
          placeholder="56"
          optional
          unit="bytes"
          value={draft.payloadBytes}
          onChange={(payloadBytes) => onChange({ payloadBytes })}
        />
        <TextField
          label="DSCP"
          path="probe.ping.dscp"
          inputMode="numeric"
          placeholder="0"
          optional
          value={draft.dscp}
          onChange={(dscp) => onChange({ dscp })}
          hint="0 to 63; 46 is EF."
        />
      </div>
      <CheckField
        label="Do not fragment"
        path="probe.ping.dont_fragment"
        checked={draft.dontFragment}
        onChange={(dontFragment) => onChange({ dontFragment })}
        hint="A router that would have to split a packet answers with what fits."
      />
      <FamilyField path="probe.ping.address_family" value={draft.family} onChange={(family) => onChange({ family })} />
    </>
  );
}
