import type { Schema } from "@/shared/api";
import { formatCount } from "@/shared/format";
import { CheckField, type Option, SelectField, TextArea, TextField } from "@/shared/ui";
import { AddressField, type Addresses } from "./AddressField";
import { type AuthDraft, authProblem, draftOfAuth, inputOfAuth, NO_AUTH } from "./auth";
import { AuthFields } from "./AuthFields";
import { type Family, FamilyField } from "./FamilyField";
import { HeadersField } from "./HeadersField";
import type { KindForm, KindProps } from "./KindForm";
import { numberProblem } from "./numbers";
import { parseStatusRanges, statusText } from "./statusRanges";

export type Header = { name: string; value: string };
type Method = Exclude<Schema<"HttpMethod">, "HTTP_METHOD_UNSPECIFIED">;

export interface HttpDraft {
  url: string;
  method: Method;
  headers: readonly Header[];
  body: string;
  maxRedirects: string;
  expectedStatus: string;
  checkCertificate: boolean;
  family: Family;
  addresses: Addresses;
  auth: AuthDraft;
}

const MAX_URL = 2048;
const MAX_HEADERS = 32;
const MAX_BODY_BYTES = 65_536;
const MAX_REDIRECTS = 20;
const DEFAULT_REDIRECTS = 10;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;
const OWN_HEADERS = new Set(["host", "content-length", "connection", "transfer-encoding"]);
const METHODS = (["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const).map(
  (label): Option<Method> => ({ value: `HTTP_METHOD_${label}`, label }),
);

export const HTTP: KindForm<HttpDraft, Schema<"HttpProbe">, Schema<"HttpProbeInput">> = {
  words: "One HTTP or HTTPS request: every phase timed, redirects followed, status and certificate checked.",
  empty: {
    url: "",
    method: "HTTP_METHOD_GET",
    headers: [],
    body: "",
    maxRedirects: String(DEFAULT_REDIRECTS),
    expectedStatus: "",
    checkCertificate: true,
    family: "ADDRESS_FAMILY_UNSPECIFIED",
    addresses: "ADDRESS_SELECTION_UNSPECIFIED",
    auth: NO_AUTH,
  },
  of: (http) => ({
    url: http.url,
    method: http.method === "HTTP_METHOD_UNSPECIFIED" ? "HTTP_METHOD_GET" : http.method,
    headers: http.headers,
    body: http.body,
    maxRedirects: String(http.max_redirects),
    expectedStatus: statusText(http.expected_status),
    checkCertificate: !http.skip_certificate_check,
    family: http.address_family,
    addresses: http.address_selection,
    auth: draftOfAuth(http.auth),
  }),
  input: (draft) => ({
    url: draft.url.trim(),
    method: draft.method,
    headers: given(draft.headers),
    body: draft.body,
    max_redirects: Number(draft.maxRedirects),
    expected_status: parseStatusRanges(draft.expectedStatus).ranges,
    skip_certificate_check: !draft.checkCertificate,
    address_family: draft.family,
    address_selection: draft.addresses,
    ...inputOfAuth(draft.auth),
  }),
  name: (draft) => {
    const url = parseUrl(draft.url);
    return url ? `${url.host}${url.pathname === "/" ? "" : url.pathname}`.slice(0, 100) : "";
  },
  problems: (draft) => ({
    url: urlProblem(draft.url.trim()),
    max_redirects: numberProblem(draft.maxRedirects, 0, MAX_REDIRECTS),
    expected_status: parseStatusRanges(draft.expectedStatus).problem,
    body: bodyProblem(draft.body),
    headers: headersProblem(given(draft.headers)),
    auth: authProblem(draft.auth),
  }),
  fields: ["url", "method", "headers", "body", "max_redirects", "expected_status", "skip_certificate_check", "address_family", "address_selection", "auth"],
  advanced: ["method", "headers", "body", "max_redirects", "expected_status", "skip_certificate_check", "address_family", "address_selection", "auth"],
  Target,
  Advanced,
};

const given = (headers: readonly Header[]) => headers.filter(({ name, value }) => name !== "" || value !== "");

function parseUrl(text: string): URL | undefined {
  try {
    const url = new URL(text.trim());
    return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
  } catch {
    return undefined;
  }
}

function urlProblem(text: string): string | undefined {
  if (text === "") return "Enter a URL, for example https://example.com/.";
  const url = parseUrl(text);
  if (!url) return `${text} (expected: an absolute URL with http or https).`;
  if (text.length > MAX_URL) return `${formatCount(text.length)} characters (expected: at most ${formatCount(MAX_URL)}).`;
  return url.username || url.password ? "Expected: no user name and password in the URL; send a header instead." : undefined;
}

function bodyProblem(body: string): string | undefined {
  const bytes = new TextEncoder().encode(body).length;
  return bytes > MAX_BODY_BYTES ? `${formatCount(bytes)} bytes (expected: at most ${formatCount(MAX_BODY_BYTES)}).` : undefined;
}

function headersProblem(headers: readonly Header[]): string | undefined {
  for (const { name } of headers) {
    if (!TOKEN.test(name)) return `${name || "nothing"} (expected: the name of a header).`;
    if (OWN_HEADERS.has(name.toLowerCase())) return `${name} is the node’s own.`;
  }
  return headers.length > MAX_HEADERS ? `${headers.length} headers (expected: at most ${MAX_HEADERS}).` : undefined;
}

function Target({ draft, onChange }: KindProps<HttpDraft>) {
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
}

function Advanced({ draft, onChange }: KindProps<HttpDraft>) {
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
      <AuthFields auth={draft.auth} onChange={(auth) => onChange({ auth })} />
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
      <div className="field-row">
        <FamilyField path="probe.http.address_family" value={draft.family} onChange={(family) => onChange({ family })} />
        <AddressField path="probe.http.address_selection" value={draft.addresses} onChange={(addresses) => onChange({ addresses })} />
      </div>
    </>
  );
}
