import { useState } from "react";
import type { Schema } from "@/shared/api";
import { CheckField, type FieldErrors, FormSection, type Option, SelectField, TextArea, TextField } from "@/shared/ui";
import type { Method } from "./draft";
import { HeadersField } from "./HeadersField";
import { ResponseCodesField } from "./ResponseCodesField";
import type { FieldsProps } from "./TestFields";
import { ADVANCED_FIELDS } from "./validate";

const METHODS = (["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const).map(
  (label): Option<Method> => ({ value: `HTTP_METHOD_${label}`, label }),
);
const FAMILIES: readonly Option<Schema<"AddressFamily">>[] = [
  { value: "ADDRESS_FAMILY_UNSPECIFIED", label: "First that the resolver gives" },
  { value: "ADDRESS_FAMILY_IPV4", label: "IPv4 only" },
  { value: "ADDRESS_FAMILY_IPV6", label: "IPv6 only" },
];
const TRANSPORTS: readonly Option<Schema<"DnsTransport">>[] = [
  { value: "DNS_TRANSPORT_UNSPECIFIED", label: "UDP, TCP when truncated" },
  { value: "DNS_TRANSPORT_UDP", label: "UDP only" },
  { value: "DNS_TRANSPORT_TCP", label: "TCP only" },
];

/** What most tests leave as it is. Folded away until it is wanted, or has something wrong. */
export function Advanced({ draft, onChange, errors }: FieldsProps & { errors: FieldErrors }) {
  const [open, setOpen] = useState(false);
  const wrong = Object.keys(errors).some((path) => ADVANCED_FIELDS.some((field) => path.startsWith(field)));
  return (
    <details className="advanced" open={open || wrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Advanced</summary>
      <FormSection title="Advanced">
        {draft.kind === "http" && <HttpFields draft={draft} onChange={onChange} />}
        {draft.kind === "dns" && <DnsFields draft={draft} onChange={onChange} />}
        {draft.kind !== "dns" && (
          <SelectField
            label="Addresses"
            path={`probe.${draft.kind}.address_family`}
            value={draft.family}
            options={FAMILIES}
            onChange={(family) => onChange({ family })}
          />
        )}
      </FormSection>
    </details>
  );
}

function HttpFields({ draft, onChange }: FieldsProps) {
  return (
    <>
      <div className="field-row">
        <SelectField
          label="Method"
          path="probe.http.method"
          value={draft.method}
          options={METHODS}
          onChange={(method) => onChange({ method })}
        />
        <TextField
          label="Expected status"
          path="probe.http.expected_status"
          optional
          placeholder="200-399"
          value={draft.expectedStatus}
          onChange={(expectedStatus) => onChange({ expectedStatus })}
          hint="Codes and ranges, such as 200-299, 404."
        />
        <TextField
          label="Redirects to follow"
          path="probe.http.max_redirects"
          inputMode="numeric"
          value={draft.maxRedirects}
          onChange={(maxRedirects) => onChange({ maxRedirects })}
          hint="0 to 20; 0 follows none."
        />
      </div>
      <HeadersField headers={draft.headers} onChange={(headers) => onChange({ headers })} />
      <TextArea
        label="Body"
        path="probe.http.body"
        optional
        value={draft.body}
        onChange={(body) => onChange({ body })}
        hint="Sent as UTF-8, at most 65,536 bytes."
      />
      <CheckField
        label="Check the certificate"
        path="probe.http.skip_certificate_check"
        checked={draft.checkCertificate}
        onChange={(checkCertificate) => onChange({ checkCertificate })}
        hint="Off: any certificate is accepted; what is wrong with it is still reported."
      />
    </>
  );
}

function DnsFields({ draft, onChange }: FieldsProps) {
  return (
    <>
      <ResponseCodesField codes={draft.responseCodes} onChange={(responseCodes) => onChange({ responseCodes })} />
      <DnsServerFields draft={draft} onChange={onChange} />
    </>
  );
}

function DnsServerFields({ draft, onChange }: FieldsProps) {
  return (
    <div className="field-row">
      <TextField
        label="DNS server"
        path="probe.dns.server"
        optional
        spellCheck={false}
        placeholder="the node’s resolver"
        value={draft.dnsServer}
        onChange={(dnsServer) => onChange({ dnsServer })}
        hint="Host name or address, with an optional :port."
      />
      <SelectField
        label="Transport"
        path="probe.dns.transport"
        value={draft.transport}
        options={TRANSPORTS}
        onChange={(transport) => onChange({ transport })}
      />
    </div>
  );
}
