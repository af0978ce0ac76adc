import { useState } from "react";
import { type FieldErrors, FormSection } from "@/shared/ui";
import { withProbe } from "./draft";
import { formOf } from "./kinds";
import type { FieldsProps } from "./TestFields";
import { ADVANCED_FIELDS } from "./validate";

/** What most tests leave as it is. Folded away until it is wanted, or has something wrong. */
export function Advanced({ draft, onChange, errors }: FieldsProps & { errors: FieldErrors }) {
  const [open, setOpen] = useState(false);
  const wrong = Object.keys(errors).some((path) => ADVANCED_FIELDS.some((field) => path.startsWith(field)));
  const { Advanced: Fields } = formOf(draft.kind);
  return (
    <details className="advanced" open={open || wrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Advanced</summary>
      <FormSection title="Advanced">
        <Fields draft={draft.probes[draft.kind]} onChange={(part) => onChange(withProbe(draft, part))} />
      </FormSection>
    </details>
  );
}
