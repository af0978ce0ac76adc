import { Button, FieldNote, IconButton, useFieldError } from "@/shared/ui";
import type { Option } from "@/shared/ui";
import { ACTIONS, BYS, EMPTY_STEP, hasCondition, hasElement, hasOptionalElement, KEYS, OPERATORS, type StepDraft, valueName } from "./steps";
import "./steps.css";

interface StepsFieldProps {
  steps: readonly StepDraft[];
  onChange: (steps: readonly StepDraft[]) => void;
}

/** The steps of a transaction, in the order in which they are done. */
export function StepsField({ steps, onChange }: StepsFieldProps) {
  const error = useFieldError("probe.transaction.steps");
  const change = (at: number, part: Partial<StepDraft>) => onChange(steps.map((step, index) => (index === at ? { ...step, ...part } : step)));
  const move = (at: number, by: 1 | -1) => {
    const moved = [...steps];
    const [step] = moved.splice(at, 1);
    if (step) moved.splice(at + by, 0, step);
    onChange(moved);
  };
  return (
    <fieldset className="field" aria-describedby="steps-note">
      <legend className="field-label">Steps</legend>
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={index} className="step" aria-label={`Step ${index + 1}`}>
            <span className="step-number">{index + 1}</span>
            <StepFields step={step} number={index + 1} isWrong={Boolean(error)} onChange={(part) => change(index, part)} />
            <span className="step-buttons">
              <IconButton label={`Move step ${index + 1} up`} icon="chevronUp" disabled={index === 0} onClick={() => move(index, -1)} />
              <IconButton label={`Move step ${index + 1} down`} icon="chevronDown" disabled={index === steps.length - 1} onClick={() => move(index, 1)} />
              <IconButton label={`Remove step ${index + 1}`} icon="close" onClick={() => onChange(steps.filter((_, each) => each !== index))} />
            </span>
          </li>
        ))}
      </ol>
      <FieldNote id="steps-note" error={error} hint="The first step that fails ends the run. Secrets are kept on the node: foureyes-node secret set NAME." />
      <span>
        <Button icon="plus" onClick={() => onChange([...steps, EMPTY_STEP])}>
          Add a step
        </Button>
      </span>
    </fieldset>
  );
}

interface StepFieldsProps {
  step: StepDraft;
  number: number;
  isWrong: boolean;
  onChange: (part: Partial<StepDraft>) => void;
}

function StepFields({ step, number, isWrong, onChange }: StepFieldsProps) {
  const value = valueName(step.action);
  return (
    <span className="step-fields">
      <Choice label={`What step ${number} does`} value={step.action} options={ACTIONS} onChange={(action) => onChange({ action })} />
      {step.action === "press" && <Choice label={`Key of step ${number}`} value={step.key} options={KEYS} onChange={(key) => onChange({ key })} />}
      {hasElement(step.action) && (
        <>
          <Choice label={`How step ${number} finds its element`} value={step.by} options={BYS} onChange={(by) => onChange({ by })} />
          <input
            className="input mono"
            aria-label={`Element of step ${number}`}
            aria-invalid={isWrong || undefined}
            placeholder={hasOptionalElement(step.action) ? "any" : step.by === "css" ? "#login button" : "Sign in"}
            spellCheck={false}
            value={step.element}
            onChange={(event) => onChange({ element: event.target.value })}
          />
        </>
      )}
      {hasCondition(step.action) && (
        <Choice label={`Condition of step ${number}`} value={step.operator} options={OPERATORS} onChange={(operator) => onChange({ operator })} />
      )}
      {value && (
        <input
          className="input mono"
          aria-label={`${value} of step ${number}`}
          aria-invalid={isWrong || undefined}
          placeholder={step.action === "open" ? "https://example.com/" : value}
          spellCheck={false}
          autoComplete="off"
          value={step.value}
          onChange={(event) => onChange({ value: event.target.value })}
        />
      )}
      <input
        className="input step-timeout"
        aria-label={`Time limit of step ${number} in ms`}
        inputMode="numeric"
        placeholder="10000 ms"
        value={step.timeoutMs}
        onChange={(event) => onChange({ timeoutMs: event.target.value })}
      />
    </span>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => onChange(event.target.value as Value)}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
