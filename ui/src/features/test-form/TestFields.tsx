import { KIND_NAMES, PROBE_KINDS, type ProbeKind } from "@/features/tests";
import { type FieldErrors, FormSection, LabelsField, type Option, Segmented, TextField } from "@/shared/ui";
import { Advanced } from "./Advanced";
import { suggestedName, type TestDraft, withKind, withProbe } from "./draft";
import { formOf } from "./kinds";
import { NodeFields } from "./NodeFields";
import { ScheduleFields } from "./ScheduleFields";

const KINDS = PROBE_KINDS.map((value): Option<ProbeKind> => ({ value, label: KIND_NAMES[value] }));

export interface FieldsProps {
  draft: TestDraft;
  onChange: (change: Partial<TestDraft>) => void;
}

interface TestFieldsProps extends FieldsProps {
  isNew: boolean;
  errors: FieldErrors;
}

export function TestFields({ draft, isNew, errors, onChange }: TestFieldsProps) {
  /** A change of the target takes the name along as long as nobody has typed one. */
  const change = (part: Partial<TestDraft>) => {
    const next = { ...draft, ...part };
    onChange(next.nameTouched ? part : { ...part, name: suggestedName(next) });
  };
  const { Target, words } = formOf(draft.kind);
  return (
    <>
      <FormSection title="What" hint={words}>
        <span>
          <Segmented label="Kind of test" value={draft.kind} options={KINDS} disabled={!isNew} onChange={(kind) => change(withKind(draft, kind))} />
        </span>
        <Target draft={draft.probes[draft.kind]} onChange={(part) => change(withProbe(draft, part))} />
        <TextField
          label="Name"
          path="name"
          value={draft.name}
          onChange={(name) => onChange({ name, nameTouched: name !== "" })}
          hint={draft.nameTouched ? undefined : "Follows the target until you type one."}
        />
      </FormSection>
      <FormSection title="How often">
        <ScheduleFields draft={draft} onChange={change} />
      </FormSection>
      <FormSection title="Where" hint="Which nodes run it.">
        <NodeFields draft={draft} onChange={change} />
      </FormSection>
      <FormSection title="Labels" hint="Alert rules can choose their tests by labels.">
        <LabelsField
          label="Labels of this test"
          path="labels"
          value={draft.labels}
          onChange={(labels) => change({ labels })}
          hint="At most 32. Type key=value and press Enter."
        />
      </FormSection>
      <Advanced draft={draft} onChange={change} errors={errors} />
    </>
  );
}
