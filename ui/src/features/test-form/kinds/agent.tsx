import type { Schema } from "@/shared/api";
import { TextField } from "@/shared/ui";
import type { KindForm, KindProps } from "./KindForm";
import { numberOf, numberProblem, textOf } from "./numbers";

export interface AgentDraft {
  count: string;
  gapMs: string;
  replyTimeoutMs: string;
  payloadBytes: string;
  dscp: string;
  maxLossPercent: string;
  maxRttMs: string;
  maxJitterMs: string;
}

const limitOf = (value: number | undefined) => (value === undefined ? "" : String(value));

export const AGENT: KindForm<AgentDraft, Schema<"AgentProbe">, Schema<"AgentProbeInput">> = {
  words: "UDP packets between your nodes, both ways: loss, delay and jitter of each direction.",
  empty: { count: "", gapMs: "", replyTimeoutMs: "", payloadBytes: "", dscp: "", maxLossPercent: "", maxRttMs: "", maxJitterMs: "" },
  of: (agent) => ({
    count: textOf(agent.count),
    gapMs: textOf(agent.packet_gap_ms),
    replyTimeoutMs: textOf(agent.reply_timeout_ms),
    payloadBytes: textOf(agent.payload_bytes),
    dscp: textOf(agent.dscp),
    maxLossPercent: agent.max_loss_ratio === undefined ? "" : String(Number((agent.max_loss_ratio * 100).toFixed(6))),
    maxRttMs: limitOf(agent.max_rtt_avg_ms),
    maxJitterMs: limitOf(agent.max_jitter_ms),
  }),
  input: (draft) => ({
    count: numberOf(draft.count),
    packet_gap_ms: numberOf(draft.gapMs),
    reply_timeout_ms: numberOf(draft.replyTimeoutMs),
    payload_bytes: numberOf(draft.payloadBytes),
    dscp: numberOf(draft.dscp),
    ...(draft.maxLossPercent.trim() && { max_loss_ratio: Number(draft.maxLossPercent) / 100 }),
    ...(draft.maxRttMs.trim() && { max_rtt_avg_ms: Number(draft.maxRttMs) }),
    ...(draft.maxJitterMs.trim() && { max_jitter_ms: Number(draft.maxJitterMs) }),
  }),
  name: () => "Between nodes",
  problems: (draft) => ({
    count: numberProblem(draft.count, 1, 100, true),
    packet_gap_ms: numberProblem(draft.gapMs, 10, 10_000, true),
    reply_timeout_ms: numberProblem(draft.replyTimeoutMs, 10, 10_000, true),
    payload_bytes: numberProblem(draft.payloadBytes, 112, 1400, true),
    dscp: numberProblem(draft.dscp, 0, 63, true),
    max_loss_ratio: percentProblem(draft.maxLossPercent),
    max_rtt_avg_ms: timeProblem(draft.maxRttMs),
    max_jitter_ms: timeProblem(draft.maxJitterMs),
  }),
  fields: ["count", "packet_gap_ms", "reply_timeout_ms", "payload_bytes", "dscp", "max_loss_ratio", "max_rtt_avg_ms", "max_jitter_ms"],
  advanced: ["packet_gap_ms", "reply_timeout_ms", "payload_bytes", "dscp"],
  Target,
  Advanced,
};

function percentProblem(text: string): string | undefined {
  const percent = Number(text);
  return text.trim() === "" || (percent >= 0 && percent <= 100) ? undefined : `${text.trim()} (expected: 0 to 100).`;
}

function timeProblem(text: string): string | undefined {
  return text.trim() === "" || Number(text) > 0 ? undefined : `${text} (expected: a time in milliseconds).`;
}

function Target({ draft, onChange }: KindProps<AgentDraft>) {
  return (
    <div className="field-row">
      <TextField
        label="Packets"
        path="probe.agent.count"
        inputMode="numeric"
        placeholder="20"
        optional
        value={draft.count}
        onChange={(count) => onChange({ count })}
        hint="1 to 100 in a run, to each peer."
      />
      <TextField
        label="Fails above a loss of"
        path="probe.agent.max_loss_ratio"
        inputMode="decimal"
        optional
        unit="%"
        value={draft.maxLossPercent}
        onChange={(maxLossPercent) => onChange({ maxLossPercent })}
        hint="Otherwise only when all is lost."
      />
      <TextField
        label="Fails above a mean round trip of"
        path="probe.agent.max_rtt_avg_ms"
        inputMode="decimal"
        optional
        unit="ms"
        value={draft.maxRttMs}
        onChange={(maxRttMs) => onChange({ maxRttMs })}
      />
      <TextField
        label="Fails above a jitter of"
        path="probe.agent.max_jitter_ms"
        inputMode="decimal"
        optional
        unit="ms"
        value={draft.maxJitterMs}
        onChange={(maxJitterMs) => onChange({ maxJitterMs })}
        hint="Of either direction."
      />
    </div>
  );
}

function Advanced({ draft, onChange }: KindProps<AgentDraft>) {
  return (
    <div className="field-row">
      <TextField
        label="From packet to packet"
        path="probe.agent.packet_gap_ms"
        inputMode="numeric"
        placeholder="100"
        optional
        unit="ms"
        value={draft.gapMs}
        onChange={(gapMs) => onChange({ gapMs })}
      />
      <TextField
        label="Wait for an answer"
        path="probe.agent.reply_timeout_ms"
        inputMode="numeric"
        placeholder="1000"
        optional
        unit="ms"
        value={draft.replyTimeoutMs}
        onChange={(replyTimeoutMs) => onChange({ replyTimeoutMs })}
      />
      <TextField
        label="Payload"
        path="probe.agent.payload_bytes"
        inputMode="numeric"
        placeholder="128"
        optional
        unit="bytes"
        value={draft.payloadBytes}
        onChange={(payloadBytes) => onChange({ payloadBytes })}
      />
      <TextField
        label="DSCP"
        path="probe.agent.dscp"
        inputMode="numeric"
        placeholder="0"
        optional
        value={draft.dscp}
        onChange={(dscp) => onChange({ dscp })}
        hint="0 to 63, both ways; 46 is EF."
      />
    </div>
  );
}
