import { CheckField, FormSection, LabelsField, type Option, Segmented, SelectField, TextField } from "@/shared/ui";
import { MEASURE_OPTIONS, type RuleDraft, type TestChoice, thresholdUnit } from "./draft";
import { TestPicker } from "./TestPicker";
import { type Comparison, COMPARISONS, type Severity, SEVERITY_NAMES, UP } from "./words";

const SEVERITIES = (["SEVERITY_INFO", "SEVERITY_MINOR", "SEVERITY_MAJOR", "SEVERITY_CRITICAL"] as const).map(
  (value): Option<Severity> => ({ value, label: SEVERITY_NAMES[value] }),
);
const COMPARISON_OPTIONS = COMPARISONS.map(
  ({ value, sign, words }): Option<Comparison> => ({ value, label: `${sign} ${words}` }),
);
const CHOICES: readonly Option<TestChoice>[] = [
  { value: "all", label: "All tests" },
  { value: "labels", label: "By labels" },
  { value: "picked", label: "Picked tests" },
];
const BOTH: Option<TestChoice> = { value: "both", label: "Labels or picked" };

interface RuleFieldsProps {
  draft: RuleDraft;
  onChange: (change: Partial<RuleDraft>) => void;
}

export function RuleFields({ draft, onChange }: RuleFieldsProps) {
  return (
    <>
      <FormSection title="Rule">
        <TextField label="Name" path="name" value={draft.name} onChange={(name) => onChange({ name })} />
        <div className="field">
          <span className="field-label">Severity</span>
          <span>
            <Segmented label="Severity" value={draft.severity} options={SEVERITIES} onChange={(severity) => onChange({ severity })} />
          </span>
        </div>
        <CheckField
          label="Enabled"
          path="disabled"
          checked={draft.enabled}
          onChange={(enabled) => onChange({ enabled })}
          hint="A disabled rule opens no incident."
        />
      </FormSection>
      <FormSection title="Tests" hint="Which tests it watches.">
        <TestChoiceFields draft={draft} onChange={onChange} />
      </FormSection>
      <FormSection title="Condition" hint="Checked for each node and round. A result without the measure is left out.">
        <ConditionFields draft={draft} onChange={onChange} />
        <div className="field-row">
          <TextField
            label="Rounds in a row"
            path="rounds"
            inputMode="numeric"
            value={draft.rounds}
            onChange={(rounds) => onChange({ rounds })}
            hint="1 to 100."
          />
          <TextField
            label="On at least … nodes"
            path="nodes"
            inputMode="numeric"
            value={draft.nodes}
            onChange={(nodes) => onChange({ nodes })}
            hint="1 to 10,000."
          />
          <TextField
            label="Good rounds to recover"
            path="resolve_rounds"
            inputMode="numeric"
            value={draft.resolveRounds}
            onChange={(resolveRounds) => onChange({ resolveRounds })}
            hint="1 to 100, in a row."
          />
        </div>
      </FormSection>
    </>
  );
}

function TestChoiceFields({ draft, onChange }: RuleFieldsProps) {
  const { choice } = draft;
  return (
    <>
      <span>
        <Segmented
          label="Tests"
          value={choice}
          options={choice === "both" ? [...CHOICES, BOTH] : CHOICES}
          onChange={(chosen) => onChange({ choice: chosen })}
        />
      </span>
      {(choice === "labels" || choice === "both") && (
        <LabelsField
          label="Labels that a test must carry"
          path="tests.match_labels"
          required
          value={draft.matchLabels}
          onChange={(matchLabels) => onChange({ matchLabels })}
          hint="All of them. Type key=value and press Enter."
        />
      )}
      {(choice === "picked" || choice === "both") && (
        <TestPicker chosen={draft.testIds} onChange={(testIds) => onChange({ testIds })} />
      )}
    </>
  );
}

function ConditionFields({ draft, onChange }: RuleFieldsProps) {
  const choose = (measure: string) =>
    onChange(
      measure === UP
        ? { measure, comparison: "COMPARISON_LESS", threshold: "1" }
        : draft.measure === UP
          ? { measure, comparison: "COMPARISON_GREATER", threshold: "" }
          : { measure },
    );
  return (
    <div className="condition">
      <SelectField label="Measure" path="condition.measure" value={draft.measure} options={MEASURE_OPTIONS} onChange={choose} />
      <SelectField
        label="Comparison"
        path="condition.comparison"
        value={draft.comparison}
        options={COMPARISON_OPTIONS}
        onChange={(comparison) => onChange({ comparison })}
      />
      <TextField
        label="Threshold"
        path="condition.threshold"
        inputMode="decimal"
        unit={thresholdUnit(draft.measure)}
        value={draft.threshold}
        onChange={(threshold) => onChange({ threshold })}
      />
    </div>
  );
}
