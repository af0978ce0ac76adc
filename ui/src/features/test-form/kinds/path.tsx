import type { Schema } from "@/shared/api";
import { type Option, SelectField, TextField } from "@/shared/ui";
import { type Family, FamilyField } from "./FamilyField";
import { HostField } from "./HostField";
import { hostProblem } from "./hosts";
import type { KindForm, KindProps } from "./KindForm";
import { numberOf, numberProblem, textOf } from "./numbers";

type Protocol = Exclude<Schema<"PathProtocol">, "PATH_PROTOCOL_UNSPECIFIED">;

export interface PathDraft {
  host: string;
  protocol: Protocol;
  port: string;
  flows: string;
  queries: string;
  maxHops: string;
  family: Family;
}

const PROTOCOLS: readonly Option<Protocol>[] = [
  { value: "PATH_PROTOCOL_UDP", label: "UDP" },
  { value: "PATH_PROTOCOL_ICMP", label: "ICMP" },
  { value: "PATH_PROTOCOL_TCP", label: "TCP" },
];
const PORTS: Record<Protocol, string> = { PATH_PROTOCOL_UDP: "33434", PATH_PROTOCOL_ICMP: "", PATH_PROTOCOL_TCP: "443" };

export const PATH: KindForm<PathDraft, Schema<"PathProbe">, Schema<"PathProbeInput">> = {
  words: "The way to a host, hop by hop (traceroute), with parallel paths where several flows are traced.",
  empty: { host: "", protocol: "PATH_PROTOCOL_UDP", port: "", flows: "", queries: "", maxHops: "", family: "ADDRESS_FAMILY_UNSPECIFIED" },
  of: (path) => ({
    host: path.host,
    protocol: path.protocol === "PATH_PROTOCOL_UNSPECIFIED" ? "PATH_PROTOCOL_UDP" : path.protocol,
    port: textOf(path.port),
    flows: textOf(path.flows),
    queries: textOf(path.queries_per_hop),
    maxHops: textOf(path.max_hops),
    family: path.address_family,
  }),
  input: (draft) => ({
    host: draft.host.trim(),
    protocol: draft.protocol,
    port: draft.protocol === "PATH_PROTOCOL_ICMP" ? 0 : numberOf(draft.port),
    flows: numberOf(draft.flows),
    queries_per_hop: numberOf(draft.queries),
    max_hops: numberOf(draft.maxHops),
    address_family: draft.family,
  }),
  name: (draft) => (draft.host.trim() ? `Path to ${draft.host.trim()}` : ""),
  problems: (draft) => ({
    host: hostProblem(draft.host),
    port: draft.protocol === "PATH_PROTOCOL_ICMP" ? undefined : numberProblem(draft.port, 1, 65_535, true),
    flows: numberProblem(draft.flows, 1, 16, true),
    queries_per_hop: numberProblem(draft.queries, 1, 10, true),
    max_hops: numberProblem(draft.maxHops, 1, 64, true),
  }),
  fields: ["host", "protocol", "port", "flows", "queries_per_hop", "max_hops", "address_family"],
  advanced: ["flows", "queries_per_hop", "max_hops", "address_family"],
  Target,
  Advanced,
};

function Target({ draft, onChange }: KindProps<PathDraft>) {
  return (
    <>
      <HostField path="probe.path.host" value={draft.host} onChange={(host) => onChange({ host })} />
      <div className="field-row">
        <SelectField
          label="Packets"
          path="probe.path.protocol"
          value={draft.protocol}
          options={PROTOCOLS}
          onChange={(protocol) => onChange({ protocol })}
          hint="TCP gets through most firewalls."
        />
        {draft.protocol !== "PATH_PROTOCOL_ICMP" && (
          <TextField
            label="Port"
            path="probe.path.port"
            inputMode="numeric"
            placeholder={PORTS[draft.protocol]}
            optional
            value={draft.port}
            onChange={(port) => onChange({ port })}
          />
        )}
      </div>
    </>
  );
}

function Advanced({ draft, onChange }: KindProps<PathDraft>) {
  return (
    <>
      <div className="field-row">
        <TextField
          label="Flows"
          path="probe.path.flows"
          inputMode="numeric"
          placeholder="1"
          optional
          value={draft.flows}
          onChange={(flows) => onChange({ flows })}
          hint="More than one finds parallel paths; 1 to 16."
        />
        <TextField
          label="Packets per hop"
          path="probe.path.queries_per_hop"
          inputMode="numeric"
          placeholder="3"
          optional
          value={draft.queries}
          onChange={(queries) => onChange({ queries })}
        />
        <TextField
          label="Most hops"
          path="probe.path.max_hops"
          inputMode="numeric"
          placeholder="30"
          optional
          value={draft.maxHops}
          onChange={(maxHops) => onChange({ maxHops })}
        />
      </div>
      <FamilyField path="probe.path.address_family" value={draft.family} onChange={(family) => onChange({ family })} />
    </>
  );
}
