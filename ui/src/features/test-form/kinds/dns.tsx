import { recordTypeName } from "@/features/tests";
import type { Schema } from "@/shared/api";
import { CheckField, type Option, SelectField, TextField } from "@/shared/ui";
import type { KindForm, KindProps } from "./KindForm";
import { ResponseCodesField } from "./ResponseCodesField";

export type RecordType = Exclude<Schema<"DnsRecordType">, "DNS_RECORD_TYPE_UNSPECIFIED">;
export type ResponseCode = Exclude<Schema<"DnsResponseCode">, "DNS_RESPONSE_CODE_UNSPECIFIED">;

export interface DnsDraft {
  name: string;
  recordType: RecordType;
  server: string;
  transport: Schema<"DnsTransport">;
  /** Empty stands for NOERROR. */
  responseCodes: readonly ResponseCode[];
  /** Trust anchors and expected statuses that the form does not show. */
  validation: Schema<"DnssecValidation"> | undefined;
  trace: Schema<"DnsTrace"> | undefined;
}

const MAX_NAME = 253;
const RECORD_TYPES = (
  ["A", "AAAA", "CNAME", "MX", "NS", "TXT", "SOA", "SRV", "CAA", "PTR", "DS", "DNSKEY", "HTTPS", "SVCB", "TLSA"] as const
).map((label): Option<RecordType> => ({ value: `DNS_RECORD_TYPE_${label}`, label }));
const TRANSPORTS: readonly Option<Schema<"DnsTransport">>[] = [
  { value: "DNS_TRANSPORT_UNSPECIFIED", label: "UDP, TCP when truncated" },
  { value: "DNS_TRANSPORT_UDP", label: "UDP only" },
  { value: "DNS_TRANSPORT_TCP", label: "TCP only" },
  { value: "DNS_TRANSPORT_TLS", label: "TLS (DoT)" },
  { value: "DNS_TRANSPORT_HTTPS", label: "HTTPS (DoH)" },
];

export const DNS: KindForm<DnsDraft, Schema<"DnsProbe">, Schema<"DnsProbeInput">> = {
  words: "One DNS query, to the node’s own resolver or to a server of your choice; with DNSSEC and a trace from the root if you like.",
  empty: {
    name: "",
    recordType: "DNS_RECORD_TYPE_A",
    server: "",
    transport: "DNS_TRANSPORT_UNSPECIFIED",
    responseCodes: [],
    validation: undefined,
    trace: undefined,
  },
  of: (dns) => ({
    name: dns.name,
    recordType: dns.record_type === "DNS_RECORD_TYPE_UNSPECIFIED" ? "DNS_RECORD_TYPE_A" : dns.record_type,
    server: dns.server,
    transport: dns.transport,
    responseCodes: dns.expected_response_codes.filter((code) => code !== "DNS_RESPONSE_CODE_UNSPECIFIED"),
    validation: dns.validate_dnssec,
    trace: dns.trace,
  }),
  input: (draft) => ({
    name: draft.name.trim(),
    record_type: draft.recordType,
    server: draft.server.trim(),
    transport: draft.transport,
    expected_response_codes: [...draft.responseCodes],
    ...(draft.validation && { validate_dnssec: draft.validation }),
    ...(draft.trace && { trace: draft.trace }),
  }),
  name: (draft) => (draft.name.trim() ? `${draft.name.trim().replace(/\.$/, "")} ${recordTypeName(draft.recordType)}` : ""),
  problems: (draft) => ({ name: nameProblem(draft.name.trim()), server: serverProblem(draft) }),
  fields: ["name", "record_type", "server", "transport", "expected_response_codes", "validate_dnssec", "trace"],
  advanced: ["server", "transport", "expected_response_codes", "validate_dnssec", "trace"],
  Target,
  Advanced,
};

function nameProblem(name: string): string | undefined {
  if (name === "") return "Enter the name to ask for.";
  if (name.length > MAX_NAME) return `${name.length} characters (expected: at most ${MAX_NAME}).`;
  return /[\s/:@]/.test(name) ? `${name} (expected: a DNS name, such as example.com).` : undefined;
}

function serverProblem({ server, transport }: DnsDraft): string | undefined {
  const text = server.trim();
  if (transport === "DNS_TRANSPORT_HTTPS") {
    return /^https:\/\/\S+$/i.test(text) ? undefined : `${text || "nothing"} (expected: a URL such as https://dns.example/dns-query).`;
  }
  return /[\s/@]/.test(text) ? `${text} (expected: a host name or an address, with an optional :port).` : undefined;
}

function Target({ draft, onChange }: KindProps<DnsDraft>) {
  return (
    <div className="target-host">
      <TextField
        label="Name to ask for"
        path="probe.dns.name"
        autoComplete="off"
        spellCheck={false}
        placeholder="example.com"
        value={draft.name}
        onChange={(name) => onChange({ name })}
      />
      <SelectField
        label="Record type"
        path="probe.dns.record_type"
        value={draft.recordType}
        options={RECORD_TYPES}
        onChange={(recordType) => onChange({ recordType })}
      />
    </div>
  );
}

function Advanced({ draft, onChange }: KindProps<DnsDraft>) {
  return (
    <>
      <ResponseCodesField codes={draft.responseCodes} onChange={(responseCodes) => onChange({ responseCodes })} />
      <div className="field-row">
        <TextField
          label="DNS server"
          path="probe.dns.server"
          optional
          spellCheck={false}
          placeholder={draft.transport === "DNS_TRANSPORT_HTTPS" ? "https://dns.example/dns-query" : "the node’s resolver"}
          value={draft.server}
          onChange={(server) => onChange({ server })}
          hint={draft.transport === "DNS_TRANSPORT_HTTPS" ? "URL of the resolver." : "Host name or address, with an optional :port."}
        />
        <SelectField
          label="Transport"
          path="probe.dns.transport"
          value={draft.transport}
          options={TRANSPORTS}
          onChange={(transport) => onChange({ transport })}
        />
      </div>
      <CheckField
        label="Validate DNSSEC"
        path="probe.dns.validate_dnssec"
        checked={draft.validation !== undefined}
        onChange={(on) => onChange({ validation: on ? { trust_anchors: [], expected_status: [] } : undefined })}
        hint="The node checks all signatures up to the root by itself; a bogus answer fails, with the reason and the chain."
      />
      <CheckField
        label="Trace from the root"
        path="probe.dns.trace"
        checked={draft.trace !== undefined}
        onChange={(on) => onChange({ trace: on ? { root_hints: [] } : undefined })}
        hint="The answer is looked for from the root servers downwards; each step is recorded."
      />
    </>
  );
}
