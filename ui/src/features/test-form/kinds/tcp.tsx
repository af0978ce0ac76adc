import { hostAndPort } from "@/features/tests";
import type { Schema } from "@/shared/api";
import { CheckField, type Option, SelectField, TextField } from "@/shared/ui";
import { type Family, FamilyField } from "./FamilyField";
import { HostField } from "./HostField";
import { hostProblem } from "./hosts";
import type { KindForm, KindProps } from "./KindForm";
import { numberProblem } from "./numbers";

export interface TcpDraft {
  host: string;
  port: string;
  tls: Schema<"TcpTls">;
  checkCertificate: boolean;
  family: Family;
}

const TLS: readonly Option<Schema<"TcpTls">>[] = [
  { value: "TCP_TLS_UNSPECIFIED", label: "No TLS" },
  { value: "TCP_TLS_FROM_START", label: "TLS as soon as it stands" },
];
const IN_DIALOGUE: Option<Schema<"TcpTls">> = { value: "TCP_TLS_IN_DIALOGUE", label: "TLS within the dialogue (STARTTLS)" };

export const TCP: KindForm<TcpDraft, Schema<"TcpProbe">, Schema<"TcpProbeInput">> = {
  words: "One TCP connection, with TLS if you like, closed again at once.",
  empty: { host: "", port: "", tls: "TCP_TLS_UNSPECIFIED", checkCertificate: true, family: "ADDRESS_FAMILY_UNSPECIFIED" },
  of: (tcp) => ({
    host: tcp.host,
    port: String(tcp.port),
    tls: tcp.tls,
    checkCertificate: !tcp.skip_certificate_check,
    family: tcp.address_family,
  }),
  input: (draft) => ({
    host: draft.host.trim(),
    port: Number(draft.port),
    tls: draft.tls,
    skip_certificate_check: !draft.checkCertificate,
    address_family: draft.family,
  }),
  name: ({ host, port }) => (host.trim() ? hostAndPort(host.trim(), Number(port) || 0).replace(/:0$/, "") : ""),
  problems: (draft) => ({ host: hostProblem(draft.host), port: numberProblem(draft.port, 1, 65_535) }),
  fields: ["host", "port", "tls", "skip_certificate_check", "address_family"],
  advanced: ["tls", "skip_certificate_check", "address_family"],
  Target,
  Advanced,
};

function Target({ draft, onChange }: KindProps<TcpDraft>) {
  return (
    <div className="target-host">
      <HostField path="probe.tcp.host" placeholder="db.example.com" value={draft.host} onChange={(host) => onChange({ host })} />
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
}

function Advanced({ draft, onChange }: KindProps<TcpDraft>) {
  return (
    <>
      <SelectField
        label="TLS"
        path="probe.tcp.tls"
        value={draft.tls}
        // A dialogue is made by the API or the command line; the form keeps it.
        options={draft.tls === IN_DIALOGUE.value ? [...TLS, IN_DIALOGUE] : TLS}
        onChange={(tls) => onChange({ tls })}
      />
      {draft.tls !== "TCP_TLS_UNSPECIFIED" && (
        <CheckField
          label="Check the certificate"
          path="probe.tcp.skip_certificate_check"
          checked={draft.checkCertificate}
          onChange={(checkCertificate) => onChange({ checkCertificate })}
          hint="Off: any certificate is accepted; what is wrong with it is still reported."
        />
      )}
      <FamilyField path="probe.tcp.address_family" value={draft.family} onChange={(family) => onChange({ family })} />
    </>
  );
}
