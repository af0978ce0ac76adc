import type { InputHTMLAttributes, ReactNode } from "react";
import { useId } from "react";
import { Field, FieldNote, useFieldError } from "./Form";

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value"> {
  label: string;
  path: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  optional?: boolean;
  /** Unit after the input. */
  unit?: string;
}

export function TextField({ label, path, value, onChange, hint, optional, unit, className, ...rest }: TextFieldProps) {
  return (
    <Field label={label} path={path} hint={hint} optional={optional ?? false}>
      {(control) => (
        <span className="input-line">
          <input
            {...rest}
            {...control}
            className={`input ${className ?? ""}`}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {unit && <span className="input-unit">{unit}</span>}
        </span>
      )}
    </Field>
  );
}

interface TextAreaProps {
  label: string;
  path: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  optional?: boolean;
}

export function TextArea({ label, path, value, onChange, hint, optional }: TextAreaProps) {
  return (
    <Field label={label} path={path} hint={hint} optional={optional ?? false}>
      {(control) => (
        <textarea
          {...control}
          className="input input-area mono"
          rows={3}
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface Option<T extends string> {
  value: T;
  label: string;
}

interface SelectFieldProps<T extends string> {
  label: string;
  path: string;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  hint?: ReactNode;
}

export function SelectField<T extends string>({ label, path, value, options, onChange, hint }: SelectFieldProps<T>) {
  return (
    <Field label={label} path={path} hint={hint}>
      {(control) => (
        <select {...control} className="input select" value={value} onChange={(event) => onChange(event.target.value as T)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckFieldProps {
  label: string;
  path: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ReactNode;
}

export function CheckField({ label, path, checked, onChange, hint }: CheckFieldProps) {
  const id = useId();
  const error = useFieldError(path);
  return (
    <div className="field">
      <label className="check">
        <input
          type="checkbox"
          name={path}
          checked={checked}
          aria-describedby={hint || error ? id : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>{label}</span>
      </label>
      <div className="check-note">
        <FieldNote id={id} error={error} hint={hint} />
      </div>
    </div>
  );
}

interface SegmentedProps<T extends string> {
  /** What is chosen; hidden where `showLabel` is not set. */
  label: string;
  value: T | undefined;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

/** One choice of a few, side by side. A radio group: arrow keys move, Tab leaves. */
export function Segmented<T extends string>({ label, value, options, onChange, disabled }: SegmentedProps<T>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="segmented">
      {options.map((option) => (
        <label key={option.value} className="segment">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
