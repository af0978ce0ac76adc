import { SelectField, TextField } from "@/shared/ui";
import type { RecordType } from "./draft";
import type { FieldsProps } from "./TestFields";

const RECORD_TYPES = (
  ["A", "AAAA", "CNAME", "MX", "NS", "TXT", "SOA", "SRV", "CAA", "PTR"] as const
).map((label): { value: RecordType; label: string } => ({ value: `DNS_RECORD_TYPE_${label}`, label }));

/** What is probed, by kind. */
export function TargetFields({ draft, onChange }: FieldsProps) {
  switch (draft.kind) {
    case "http":
      return (
        <TextField
          label="URL"
          path="probe.http.url"
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder="https://example.com/"
          value={draft.url}
          onChange={(url) => onChange({ url })}
        />
      );
    case "tcp":
      return (
        <div className="target-host">
          <TextField
            label="Host"
            path="probe.tcp.host"
            autoComplete="off"
            spellCheck={false}
            placeholder="db.example.com"
            value={draft.host}
            onChange={(host) => onChange({ host })}
            hint="Host name or address; IPv6 without brackets."
          />
          <TextField
            label="Port"
            path="probe.tcp.port"
            inputMode="numeric"
            autoComplete="off"
            placeholder="5432"
            value={draft.port}
            onChange={(port) => onChange({ port })}
          />
        </div>
      );
    case "dns":
      return (
        <div className="target-host">
          <TextField
            label="Name to ask for"
            path="probe.dns.name"
            autoComplete="off"
            spellCheck={false}
            placeholder="example.com"
            value={draft.dnsName}
            onChange={(dnsName) => onChange({ dnsName })}
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
}
