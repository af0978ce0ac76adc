import { Button, FieldNote, IconButton, useFieldError } from "@/shared/ui";
import type { Header } from "./http";

interface HeadersFieldProps {
  headers: readonly Header[];
  onChange: (headers: readonly Header[]) => void;
}

/** Request headers in the order in which they are sent. */
export function HeadersField({ headers, onChange }: HeadersFieldProps) {
  const error = useFieldError("probe.http.headers");
  const change = (at: number, part: Partial<Header>) =>
    onChange(headers.map((header, index) => (index === at ? { ...header, ...part } : header)));
  return (
    <fieldset className="field" aria-describedby="headers-note">
      <legend className="field-label">
        Headers<span className="field-optional"> optional</span>
      </legend>
      {headers.map((header, index) => (
        <div key={index} className="header-row">
          <input
            className="input mono"
            aria-label={`Name of header ${index + 1}`}
            aria-invalid={error ? true : undefined}
            placeholder="Accept"
            spellCheck={false}
            value={header.name}
            onChange={(event) => change(index, { name: event.target.value })}
          />
          <input
            className="input mono"
            aria-label={`Value of header ${index + 1}`}
            placeholder="application/json"
            spellCheck={false}
            value={header.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <IconButton
            label={`Remove header ${index + 1}`}
            icon="close"
            onClick={() => onChange(headers.filter((_, each) => each !== index))}
          />
        </div>
      ))}
      <FieldNote id="headers-note" error={error} hint={headers.length > 0 ? "At most 32. Host, Content-Length and Connection are the node’s own." : undefined} />
      <span>
        <Button icon="plus" onClick={() => onChange([...headers, { name: "", value: "" }])}>
          Add a header
        </Button>
      </span>
    </fieldset>
  );
}
