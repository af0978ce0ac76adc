import { hostAndPort } from "@/features/tests";
import type { Schema } from "@/shared/api";
import { type Option, SelectField, TextField } from "@/shared/ui";
import { type Family, FamilyField } from "./FamilyField";
import { HostField } from "./HostField";
import { hostProblem } from "./hosts";
import type { KindForm, KindProps } from "./KindForm";
import { numberOf, numberProblem, textOf } from "./numbers";

export interface UdpDraft {
  host: string;
  port: string;
  payloadAs: "text" | "hex";
  payload: string;
  expectAs: "matches" | "contains_hex";
  expect: string;
  attempts: string;
  family: Family;
}

const MAX_BYTES = 1400;
const MAX_PATTERN = 1000;
const PAYLOADS: readonly Option<UdpDraft["payloadAs"]>[] = [
  { value: "text", label: "Text" },
  { value: "hex", label: "Bytes (hex)" },
];
const EXPECTATIONS: readonly Option<UdpDraft["expectAs"]>[] = [
  { value: "matches", label: "Matches a pattern" },
  { value: "contains_hex", label: "Contains bytes (hex)" },
];

export const UDP: KindForm<UdpDraft, Schema<"UdpProbe">, Schema<"UdpProbeInput">> = {
  words: "One datagram, and the answer to it. A closed port is told apart from silence.",
  empty: { host: "", port: "", payloadAs: "text", payload: "", expectAs: "matches", expect: "", attempts: "", family: "ADDRESS_FAMILY_UNSPECIFIED" },
  of: (udp) => ({
    host: udp.host,
    port: String(udp.port),
    payloadAs: udp.hex === undefined ? "text" : "hex",
    payload: udp.hex ?? udp.text ?? "",
    expectAs: udp.contains_hex === undefined ? "matches" : "contains_hex",
    expect: udp.contains_hex ?? udp.matches ?? "",
    attempts: textOf(udp.attempts),
    family: udp.address_family,
  }),
  input: (draft) => ({
    host: draft.host.trim(),
    port: Number(draft.port),
    address_family: draft.family,
    attempts: numberOf(draft.attempts),
    ...(draft.payload !== "" && { [draft.payloadAs]: draft.payload }),
    ...(draft.expect !== "" && { [draft.expectAs]: draft.expect }),
  }),
  name: (draft) => (draft.host.trim() ? `UDP ${hostAndPort(draft.host.trim(), numberOf(draft.port) || 0).replace(/:0$/, "")}` : ""),
  problems: (draft) => ({
    host: hostProblem(draft.host),
    port: numberProblem(draft.port, 1, 65_535),
    attempts: numberProblem(draft.attempts, 1, 10, true),
    [draft.payloadAs]: payloadProblem(draft),
    contains_hex: draft.expectAs === "contains_hex" ? hexProblem(draft.expect) : undefined,
    matches: draft.expectAs === "matches" ? lengthProblem(draft.expect.length, MAX_PATTERN, "characters") : undefined,
  }),
  fields: ["host", "port", "text", "hex", "matches", "contains_hex", "attempts", "address_family"],
  advanced: ["attempts", "address_family"],
  Target,
  Advanced,
};

function payloadProblem({ payloadAs, payload }: UdpDraft): string | undefined {
  if (payload === "") return "Enter what is sent.";
  return payloadAs === "hex" ? hexProblem(payload) : lengthProblem(new TextEncoder().encode(payload).length, MAX_BYTES, "bytes");
}

function hexProblem(text: string): string | undefined {
  if (!/^([0-9a-f]{2})*$/i.test(text)) return `${text} (expected: pairs of hexadecimal digits, such as 0aff).`;
  return lengthProblem(text.length / 2, MAX_BYTES, "bytes");
}

function lengthProblem(length: number, most: number, unit: string): string | undefined {
  return length > most ? `${length} ${unit} (expected: at most ${most}).` : undefined;
}

function Target({ draft, onChange }: KindProps<UdpDraft>) {
  return (
    <>
      <div className="target-host">
        <HostField path="probe.udp.host" value={draft.host} onChange={(host) => onChange({ host })} />
        <TextField label="Port" path="probe.udp.port" inputMode="numeric" placeholder="123" value={draft.port} onChange={(port) => onChange({ port })} />
      </div>
      <div className="field-row">
        <SelectField label="Sends" path="probe.udp.payload" value={draft.payloadAs} options={PAYLOADS} onChange={(payloadAs) => onChange({ payloadAs })} />
        <TextField
          label="Payload"
          path={`probe.udp.${draft.payloadAs}`}
          className="mono"
          spellCheck={false}
          value={draft.payload}
          onChange={(payload) => onChange({ payload })}
          hint="What is sent, at most 1,400 bytes."
        />
      </div>
      <div className="field-row">
        <SelectField label="The answer" path="probe.udp.expect" value={draft.expectAs} options={EXPECTATIONS} onChange={(expectAs) => onChange({ expectAs })} />
        <TextField
          label="Expected answer"
          path={`probe.udp.${draft.expectAs}`}
          className="mono"
          spellCheck={false}
          optional
          value={draft.expect}
          onChange={(expect) => onChange({ expect })}
          hint="Empty: any answer will do."
        />
      </div>
    </>
  );
}

function Advanced({ draft, onChange }: KindProps<UdpDraft>) {
  return (
    <>
      <TextField
        label="Attempts"
        path="probe.udp.attempts"
        inputMode="numeric"
        placeholder="1"
        optional
        value={draft.attempts}
        onChange={(attempts) => onChange({ attempts })}
        hint="How often the datagram is sent while no answer comes; 1 to 10."
      />
      <FamilyField path="probe.udp.address_family" value={draft.family} onChange={(family) => onChange({ family })} />
    </>
  );
}
