import { type KeyboardEvent, useState } from "react";
import { Field } from "./Form";
import { labelProblem, type Labels, labelText, MAX_LABELS, parseLabel } from "./labelRules";
import "./labels.css";

/** Labels to read, each as key=value. */
export function LabelList({ labels, max = Infinity }: { labels: Labels; max?: number }) {
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  const hidden = entries.slice(max);
  return (
    <span className="labels">
      {entries.slice(0, max).map(([key, value]) => (
        <span key={key} className="label" title={labelText(key, value)}>
          <span className="label-key">{key}</span>{" "}
          {value}
        </span>
      ))}
      {hidden.length > 0 && (
        <span className="label" title={hidden.map(([key, value]) => labelText(key, value)).join("\n")}>
          +{hidden.length}
        </span>
      )}
    </span>
  );
}

interface LabelsFieldProps {
  label: string;
  path: string;
  value: Labels;
  onChange: (value: Labels) => void;
  hint?: string;
  required?: boolean;
  /** Labels in use elsewhere, offered while typing. */
  suggestions?: readonly string[];
}

/** Labels to edit: type key=value, Enter adds; Backspace in the empty field takes the last one back. */
export function LabelsField({ label, path, value, onChange, hint, required = false, suggestions = [] }: LabelsFieldProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const entries = Object.entries(value);

  const commit = () => {
    if (text.trim() === "") return;
    const [key, labelValue] = parseLabel(text);
    const wrong = entries.length >= MAX_LABELS ? `at most ${MAX_LABELS} labels` : labelProblem(key, labelValue);
    setProblem(wrong);
    if (wrong) return;
    onChange({ ...value, [key]: labelValue });
    setText("");
  };
  const remove = (key: string) => onChange(Object.fromEntries(entries.filter(([each]) => each !== key)));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && text.trim() !== "") {
      event.preventDefault();
      commit();
    } else if (event.key === "Backspace" && text === "" && entries.length > 0) {
      remove(entries[entries.length - 1]?.[0] ?? "");
    }
  };

  return (
    <Field label={label} path={path} hint={problem ? <span className="field-error">{problem}</span> : hint} optional={!required}>
      {(control) => (
        <div className="labels-input">
          {entries.map(([key, labelValue]) => (
            <span key={key} className="label label-editable">
              <span className="label-key">{key}</span>{" "}
              {labelValue}
              <button type="button" aria-label={`Remove label ${labelText(key, labelValue)}`} onClick={() => remove(key)}>
                ×
              </button>
            </span>
          ))}
          <input
            {...control}
            value={text}
            list={`${control.id}-list`}
            placeholder={entries.length === 0 ? "key=value" : ""}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onBlur={commit}
          />
          <datalist id={`${control.id}-list`}>
            {suggestions.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </div>
      )}
    </Field>
  );
}
