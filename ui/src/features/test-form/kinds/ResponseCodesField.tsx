import { FieldNote, useFieldError } from "@/shared/ui";
import type { ResponseCode } from "./dns";

const CODES = (["NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED", "FORMERR", "NOTIMP"] as const).map(
  (name): { name: string; code: ResponseCode } => ({ name, code: `DNS_RESPONSE_CODE_${name}` }),
);
/** What an empty list stands for. */
const OTHERWISE: readonly ResponseCode[] = ["DNS_RESPONSE_CODE_NOERROR"];

interface ResponseCodesFieldProps {
  codes: readonly ResponseCode[];
  onChange: (codes: readonly ResponseCode[]) => void;
}

/** The DNS response codes that count as success. */
export function ResponseCodesField({ codes, onChange }: ResponseCodesFieldProps) {
  const error = useFieldError("probe.dns.expected_response_codes");
  const chosen = codes.length === 0 ? OTHERWISE : codes;
  const toggle = (code: ResponseCode) =>
    onChange(chosen.includes(code) ? chosen.filter((each) => each !== code) : [...chosen, code]);
  return (
    <fieldset className="field" aria-describedby="response-codes-note">
      <legend className="field-label">Response codes that count as success</legend>
      <div className="code-choices">
        {CODES.map(({ name, code }) => (
          <label key={code} className="check">
            <input type="checkbox" checked={chosen.includes(code)} onChange={() => toggle(code)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
      <FieldNote id="response-codes-note" error={error} hint="With none chosen: NOERROR." />
    </fieldset>
  );
}
