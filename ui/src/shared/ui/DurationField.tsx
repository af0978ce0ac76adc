import { Field } from "./Form";

const UNITS = [
  { label: "ms", ms: 1 },
  { label: "seconds", ms: 1000 },
  { label: "minutes", ms: 60_000 },
  { label: "hours", ms: 3_600_000 },
] as const;

/** A span as a person typed it. `amount` may be anything; `durationMs` gives NaN for what is no number. */
export interface DurationDraft {
  amount: string;
  unitMs: number;
}

export function durationDraft(ms: number): DurationDraft {
  const unit = UNITS.findLast((each) => ms % each.ms === 0 && ms >= each.ms) ?? UNITS[0];
  return { amount: String(ms / unit.ms), unitMs: unit.ms };
}

export function durationMs({ amount, unitMs }: DurationDraft): number {
  if (amount.trim() === "") return Number.NaN;
  return Math.round(Number(amount) * unitMs);
}

interface DurationFieldProps {
  label: string;
  path: string;
  value: DurationDraft;
  onChange: (value: DurationDraft) => void;
  hint?: string;
}

export function DurationField({ label, path, value, onChange, hint }: DurationFieldProps) {
  return (
    <Field label={label} path={path} hint={hint}>
      {(control) => (
        <span className="input-line">
          <input
            {...control}
            className="input input-short"
            inputMode="decimal"
            value={value.amount}
            onChange={(event) => onChange({ ...value, amount: event.target.value })}
          />
          <select
            className="input select"
            style={{ width: 118 }}
            aria-label={`Unit of ${label.toLowerCase()}`}
            value={value.unitMs}
            onChange={(event) => onChange({ ...value, unitMs: Number(event.target.value) })}
          >
            {UNITS.map((unit) => (
              <option key={unit.ms} value={unit.ms}>
                {unit.label}
              </option>
            ))}
          </select>
        </span>
      )}
    </Field>
  );
}
