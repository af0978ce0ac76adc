import type { Schema } from "@/shared/api";
import { TextArea, TextField } from "@/shared/ui";
import { type Family, FamilyField } from "./FamilyField";
import { HostField } from "./HostField";
import { hostProblem } from "./hosts";
import type { KindForm, KindProps } from "./KindForm";
import { numberOf, numberProblem, textOf } from "./numbers";

export interface BgpDraft {
  host: string;
  port: string;
  localAs: string;
  peerAs: string;
  routerId: string;
  md5Password: string;
  holdTimeS: string;
  maxPrefixes: string;
  /** One prefix per line, with the AS numbers that may be its origin. */
  watched: string;
  families: readonly Schema<"BgpFamily">[];
  family: Family;
}

const MAX_AS = 4_294_967_295;
const MAX_WATCHED = 32;

export const BGP: KindForm<BgpDraft, Schema<"BgpProbe">, Schema<"BgpProbeInput">> = {
  words: "A BGP session that only receives: its state, the peer’s table, and what happens to the prefixes you watch.",
  empty: {
    host: "",
    port: "",
    localAs: "",
    peerAs: "",
    routerId: "",
    md5Password: "",
    holdTimeS: "",
    maxPrefixes: "",
    watched: "",
    families: [],
    family: "ADDRESS_FAMILY_UNSPECIFIED",
  },
  of: (bgp) => ({
    host: bgp.host,
    port: textOf(bgp.port),
    localAs: String(bgp.local_as),
    peerAs: String(bgp.peer_as),
    routerId: bgp.router_id,
    md5Password: bgp.md5_password?.name ?? "",
    holdTimeS: textOf(bgp.hold_time_s),
    maxPrefixes: textOf(bgp.max_prefixes),
    watched: bgp.watched.map(lineOf).join("\n"),
    families: bgp.families,
    family: bgp.address_family,
  }),
  input: (draft) => ({
    host: draft.host.trim(),
    port: numberOf(draft.port),
    address_family: draft.family,
    local_as: Number(draft.localAs),
    peer_as: Number(draft.peerAs),
    router_id: draft.routerId.trim(),
    families: [...draft.families],
    hold_time_s: numberOf(draft.holdTimeS),
    max_prefixes: numberOf(draft.maxPrefixes),
    watched: linesOf(draft.watched).map(watchOf),
    ...(draft.md5Password.trim() && { md5_password: { name: draft.md5Password.trim() } }),
  }),
  name: (draft) => (draft.host.trim() ? `BGP ${draft.host.trim()}` : ""),
  problems: (draft) => ({
    host: hostProblem(draft.host),
    port: numberProblem(draft.port, 1, 65_535, true),
    local_as: numberProblem(draft.localAs, 1, MAX_AS),
    peer_as: numberProblem(draft.peerAs, 1, MAX_AS),
    hold_time_s: numberProblem(draft.holdTimeS, 3, 65_535, true),
    max_prefixes: numberProblem(draft.maxPrefixes, 1, 2_000_000, true),
    watched: watchedProblem(draft.watched),
  }),
  fields: ["host", "port", "local_as", "peer_as", "router_id", "md5_password", "hold_time_s", "max_prefixes", "watched", "address_family"],
  advanced: ["router_id", "md5_password", "hold_time_s", "max_prefixes", "address_family"],
  Target,
  Advanced,
};

const linesOf = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function lineOf(watch: Schema<"BgpWatch">): string {
  return [watch.prefix, ...watch.expected_origin_as.map(String), ...(watch.forbid_more_specifics ? ["exact"] : [])].join(" ");
}

function watchOf(line: string): Schema<"BgpWatch"> {
  const [prefix = "", ...rest] = line.split(/[\s,]+/);
  return {
    prefix,
    expected_origin_as: rest.filter((word) => word !== "exact").map(Number),
    forbid_more_specifics: rest.includes("exact"),
  };
}

function watchedProblem(text: string): string | undefined {
  const lines = linesOf(text);
  if (lines.length > MAX_WATCHED) return `${lines.length} prefixes (expected: at most ${MAX_WATCHED}).`;
  const wrong = lines.find((line) => !/^[0-9a-f.:]+\/\d{1,3}([\s,]+\d+)*([\s,]+exact)?$/i.test(line));
  return wrong === undefined ? undefined : `${wrong} (expected: a prefix such as 203.0.113.0/24, then AS numbers, then perhaps “exact”).`;
}

function Target({ draft, onChange }: KindProps<BgpDraft>) {
  return (
    <>
      <div className="target-host">
        <HostField label="Peer" path="probe.bgp.host" placeholder="192.0.2.1" value={draft.host} onChange={(host) => onChange({ host })} />
        <TextField label="Port" path="probe.bgp.port" inputMode="numeric" placeholder="179" optional value={draft.port} onChange={(port) => onChange({ port })} />
      </div>
      <div className="field-row">
        <TextField
          label="AS of the node"
          path="probe.bgp.local_as"
          inputMode="numeric"
          placeholder="64512"
          value={draft.localAs}
          onChange={(localAs) => onChange({ localAs })}
          hint="As the peer expects it."
        />
        <TextField label="AS of the peer" path="probe.bgp.peer_as" inputMode="numeric" placeholder="64513" value={draft.peerAs} onChange={(peerAs) => onChange({ peerAs })} />
      </div>
      <TextArea
        label="Watched prefixes"
        path="probe.bgp.watched"
        optional
        value={draft.watched}
        onChange={(watched) => onChange({ watched })}
        hint="One a line, with the AS numbers that may announce it: 203.0.113.0/24 64500. Add “exact” where a more specific prefix is a failure."
      />
    </>
  );
}

function Advanced({ draft, onChange }: KindProps<BgpDraft>) {
  return (
    <>
      <div className="field-row">
        <TextField
          label="Router id"
          path="probe.bgp.router_id"
          optional
          placeholder="from its address"
          value={draft.routerId}
          onChange={(routerId) => onChange({ routerId })}
        />
        <TextField
          label="MD5 password"
          path="probe.bgp.md5_password"
          optional
          spellCheck={false}
          value={draft.md5Password}
          onChange={(md5Password) => onChange({ md5Password })}
          hint="The name of a secret that the node has."
        />
        <TextField
          label="Hold time"
          path="probe.bgp.hold_time_s"
          inputMode="numeric"
          placeholder="90"
          optional
          unit="s"
          value={draft.holdTimeS}
          onChange={(holdTimeS) => onChange({ holdTimeS })}
        />
        <TextField
          label="Most prefixes"
          path="probe.bgp.max_prefixes"
          inputMode="numeric"
          placeholder="250000"
          optional
          value={draft.maxPrefixes}
          onChange={(maxPrefixes) => onChange({ maxPrefixes })}
          hint="The session ends above it."
        />
      </div>
      <FamilyField path="probe.bgp.address_family" value={draft.family} onChange={(family) => onChange({ family })} />
    </>
  );
}
