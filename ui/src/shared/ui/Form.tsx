import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useId, useRef } from "react";
import "./form.css";

/** Messages by field; the keys are the paths of the contract, for example "probe.http.url". */
export type FieldErrors = Readonly<Record<string, string>>;

const Errors = createContext<FieldErrors>({});

interface FormProps {
  label: string;
  errors: FieldErrors;
  /** Said at the top: what went wrong that belongs to no field. */
  problem?: ReactNode;
  onSubmit: () => void;
  /** Puts the focus into the first text field when the form appears. */
  focusFirst?: boolean;
  children: ReactNode;
}

/** A form that submits by Enter, and moves the focus to the first field with an error. */
export function Form({ label, errors, problem, onSubmit, focusFirst = false, children }: FormProps) {
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);
  useEffect(() => {
    if (focusFirst) ref.current?.querySelector<HTMLElement>("input:not([type=radio], [type=checkbox])")?.focus();
  }, [focusFirst]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form ref={ref} aria-label={label} className="form" noValidate onSubmit={submit}>
      <Errors value={errors}>
        {problem && (
          <div role="alert" className="form-error">
            {problem}
          </div>
        )}
        {children}
      </Errors>
    </form>
  );
}

interface FieldProps {
  label: string;
  /** The field's path in the contract; its errors are shown here. */
  path: string;
  hint?: ReactNode;
  optional?: boolean;
  children: (control: ControlProps) => ReactNode;
}

export interface ControlProps {
  id: string;
  name: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
  "aria-required": boolean | undefined;
}

/** Label, control, hint and error of one field. */
export function Field({ label, path, hint, optional = false, children }: FieldProps) {
  const id = useId();
  const error = useFieldError(path);
  return (
    <div className="field">
      <div>
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        {optional && <span className="field-optional"> optional</span>}
      </div>
      {children({
        id,
        name: path,
        "aria-describedby": error || hint ? `${id}-note` : undefined,
        "aria-invalid": error ? true : undefined,
        "aria-required": optional ? undefined : true,
      })}
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  );
}

export function FieldNote({ id, error, hint }: { id: string; error: string | undefined; hint?: ReactNode }) {
  if (!error && !hint) return null;
  return (
    <p id={id} className={error ? "field-error" : "field-hint"}>
      {error ?? hint}
    </p>
  );
}

/** The error of a field: its own, or one of a part of it ("labels" for "labels[env]"). */
export function useFieldError(path: string): string | undefined {
  const errors = useContext(Errors);
  if (errors[path]) return errors[path];
  const part = Object.keys(errors).find((key) => key.startsWith(`${path}[`) || key.startsWith(`${path}.`));
  return part === undefined ? undefined : errors[part];
}

/** A group of fields under a heading. */
export function FormSection({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className="form-section" aria-labelledby={id}>
      <div className="form-section-head">
        <h2 id={id}>{title}</h2>
        {hint && <p className="muted">{hint}</p>}
      </div>
      <div className="form-section-body">{children}</div>
    </section>
  );
}
